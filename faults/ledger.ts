/** Somebody who is logged in. */
export interface Session {
  readonly userId: string;
  readonly organizationId: string;
  readonly token: string;
}

/** What a write brings about: the fact that tells of it, and where what it made can be found. */
export interface WriteKind {
  /** The type of the fact which one taking-effect publishes once. */
  readonly fact: string;
  /** Of what the answer's `id` names; null where the answer names nothing that the write made. */
  readonly table: string | null;
}

export const KINDS = {
  'book a ride': { fact: 'ride.booked', table: 'ride.rides' },
  'assign a driver': { fact: 'assignment.driver_assigned', table: 'assignment.engagements' },
  'accept an offer': { fact: 'assignment.offer_accepted', table: 'assignment.engagements' },
  'decline an offer': { fact: 'assignment.offer_declined', table: null },
  depart: { fact: 'ride.departed', table: 'ride.rides' },
  arrive: { fact: 'ride.arrived', table: 'ride.rides' },
  'start a trip': { fact: 'ride.started', table: 'ride.rides' },
  'complete a trip': { fact: 'ride.completed', table: 'ride.rides' },
  'cancel a ride': { fact: 'ride.cancelled', table: 'ride.rides' },
  'collect cash': { fact: 'payment.charge_paid_in_cash', table: null },
  'check in': { fact: 'attendance.check_in_requested', table: 'attendance.attendances' },
  'approve a check-in': { fact: 'attendance.check_in_approved', table: 'attendance.attendances' },
  'reject a check-in': { fact: 'attendance.check_in_rejected', table: 'attendance.attendances' },
  'begin a break': { fact: 'attendance.break_started', table: 'attendance.attendances' },
  'end a break': { fact: 'attendance.break_ended', table: 'attendance.attendances' },
  'check out': { fact: 'attendance.checked_out', table: 'attendance.attendances' },
  'go online': { fact: 'assignment.driver_went_online', table: null },
  'register a driver': { fact: 'fleet.driver_registered', table: 'fleet.drivers' },
  'plan a shift': { fact: 'assignment.roster_entry_planned', table: 'assignment.roster_entries' },
  'import drivers': { fact: 'platform.import_requested', table: 'platform.imports' },
} as const satisfies Record<string, WriteKind>;

export type KindName = keyof typeof KINDS;

/** A request that changes something, as its sender knows it. */
export interface Write {
  readonly kind: KindName;
  /** The Idempotency-Key, and the correlation id of every try. */
  readonly key: string;
  readonly session: Session;
  readonly path: string;
  readonly body: object | string | undefined;
  readonly round: number;
  tries: number;
  /** `unanswered`: it was sent, and nobody knows. */
  outcome: 'unanswered' | 'acknowledged' | 'refused';
  status: number | null;
  answer: unknown;
}

/** Every write that was sent: what the service said of it is held against what it did. */
export class Ledger {
  private readonly kept: Write[] = [];
  /** Answers that no client should ever get. */
  readonly astonishing: string[] = [];

  open(kind: KindName, key: string, session: Session, path: string, body: Write['body'], round: number): Write {
    const write: Write = {
      ...{ kind, key, session, path, body, round },
      ...{ tries: 0, outcome: 'unanswered', status: null, answer: null },
    };
    this.kept.push(write);
    return write;
  }

  get writes(): readonly Write[] {
    return this.kept;
  }

  of(outcome: Write['outcome']): Write[] {
    return this.kept.filter((write) => write.outcome === outcome);
  }

  count(outcome: Write['outcome']): number {
    return this.of(outcome).length;
  }

  /** How often each kind was acknowledged; 0 where it never was. */
  get byKind(): ReadonlyMap<KindName, number> {
    const counts = new Map((Object.keys(KINDS) as KindName[]).map((kind) => [kind, 0]));
    for (const { kind } of this.of('acknowledged')) counts.set(kind, counts.get(kind)! + 1);
    return counts;
  }
}

/** As the interceptor knows whose a key is. */
export function callerOf({ session }: Pick<Write, 'session'>): string {
  return `${session.userId} ${session.organizationId}`;
}
