import type { DomainEvent } from '../../../platform/events/domain-event';

/** The latest fact that was heeded. Facts arrive out of order now and then: two processes deliver them. */
export interface Mark {
  readonly version: number;
  readonly eventId: string;
}

export const NOTHING_YET: Mark = { version: 0, eventId: '' };

export function markOf({ aggregateVersion, id }: DomainEvent): Mark {
  return { version: aggregateVersion, eventId: id };
}

/** Of one aggregate: by its version and, of one version's facts, as they were made (UUID v7 sort by time). */
export function isLater(fact: DomainEvent, mark: Mark): boolean {
  return fact.aggregateVersion > mark.version || (fact.aggregateVersion === mark.version && fact.id > mark.eventId);
}

/** Of different aggregates: as they were made. */
export function isMadeAfter(fact: DomainEvent, eventId: string): boolean {
  return fact.id > eventId;
}
