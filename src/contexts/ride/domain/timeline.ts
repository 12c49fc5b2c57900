import type { DomainEvent } from '../../../platform/events/domain-event';

/** One thing that happened to a ride. */
export interface TimelineEntry {
  readonly id: string;
  readonly at: Date;
  /** The event's, such as `ride.departed`. */
  readonly type: string;
  readonly actorType: 'user' | 'system' | 'anonymous';
  readonly actorId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The ride itself says these, and the person's own are not copied about. */
const LEFT_OUT = new Set(['rideId', 'passenger', 'pickup', 'drop', 'stops', 'fareLines', 'place']);

export function timelineData(event: DomainEvent): Record<string, unknown> {
  const entries = Object.entries(event.payload as Record<string, unknown>);
  return Object.fromEntries(entries.filter(([name, value]) => !LEFT_OUT.has(name) && !isPlace(value)));
}

/** Where a pickup was moved from, by whatever name. */
function isPlace(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'latitude' in value;
}
