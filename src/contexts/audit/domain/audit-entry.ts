import type { Actor } from '../../../platform/telemetry/call-context';

/**
 * What became of an entry's personal fields. `none`: it has none. `withheld`: the caller may not see them. `shown`: they are
 * in the payload. `erased`: the person's key was destroyed. `unreadable`: they were tampered with.
 */
export const PERSONAL_STATES = ['none', 'withheld', 'shown', 'erased', 'unreadable'] as const;
export type PersonalState = (typeof PERSONAL_STATES)[number];

/** One fact as the audit has it. */
export interface AuditEntry {
  /** The event's. */
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** Domain time. */
  readonly occurredAt: Date;
  /** Wall time. */
  readonly recordedAt: Date;
  readonly organizationId: string | null;
  readonly actor: Actor;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  /** The caller's network address. */
  readonly address: string | null;
  readonly entity: string;
  readonly entityId: string;
  readonly entityVersion: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly personal: PersonalState;
}

/** Where an entry stands in the chain. */
export interface Seal {
  readonly number: number;
  readonly hash: Buffer;
}
