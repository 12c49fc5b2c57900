import type { Page } from '../../../platform/http/page';
import type { AuditEntry, Seal } from '../domain/audit-entry';

export class AuditActorResponse {
  type: 'user' | 'system' | 'anonymous';
  /**
   * The user's id, or the name of the job or listener.
   * @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a
   */
  id: string | null;
}

export class AuditEntryResponse {
  /** The event's id. */
  id: string;
  /** @example ride.cancelled */
  type: string;
  /** @example 1 */
  schemaVersion: number;
  occurredAt: string;
  recordedAt: string;
  /** Null: the platform's own. */
  organizationId: string | null;
  actor: AuditActorResponse;
  /** @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a */
  requestId: string | null;
  /** @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a */
  correlationId: string | null;
  /** The event that led to this one. */
  causationId: string | null;
  /**
   * The caller's network address.
   * @example 203.0.113.7
   */
  address: string | null;
  /** @example ride */
  entity: string;
  entityId: string;
  /**
   * The entity's version after the change.
   * @example 7
   */
  entityVersion: number;
  /**
   * What happened. Personal fields are in it only where `personal` is `shown`.
   * @example { "rideId": "0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a", "by": "operator", "reasonCode": "passenger_asked" }
   */
  payload: Record<string, unknown>;
  /** What became of the personal fields. */
  personal: 'none' | 'withheld' | 'shown' | 'erased' | 'unreadable';

  static of(entry: AuditEntry): AuditEntryResponse {
    return { ...entry, occurredAt: entry.occurredAt.toISOString(), recordedAt: entry.recordedAt.toISOString() };
  }
}

export class AuditSealResponse {
  /**
   * The entry's number in the chain.
   * @example 48213
   */
  number: number;
  /**
   * SHA-256, in hexadecimal.
   * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
   */
  hash: string;
}

export class SealedAuditEntryResponse extends AuditEntryResponse {
  /** Null: not sealed yet. */
  seal: AuditSealResponse | null;

  static ofSealed({ entry, seal }: { entry: AuditEntry; seal: Seal | null }): SealedAuditEntryResponse {
    return { ...AuditEntryResponse.of(entry), seal: seal && { number: seal.number, hash: seal.hash.toString('hex') } };
  }
}

export class AuditPageResponse {
  items: AuditEntryResponse[];
  /**
   * Give it as `after` for the entries that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<AuditEntry>): AuditPageResponse {
    return { items: items.map((entry) => AuditEntryResponse.of(entry)), next };
  }
}
