import { type CancellationTerms, feePaise, isWithinFreeWindow } from './cancellation-terms';
import { invalidRequest, refusedByState } from './ride-errors';
import { assertMove, type RideStatus } from './ride-status';

export const CANCELLATION_ACTORS = ['RIDER', 'DRIVER', 'OPERATOR', 'PARTNER', 'SYSTEM'] as const;
export type CancellationActor = (typeof CANCELLATION_ACTORS)[number];

interface ReasonRule {
  readonly actors: readonly CancellationActor[];
  /**
   * A cancellation without a good reason costs whoever cancels (MVAG 2025). A rider's word alone makes none good but that he
   * felt unsafe, which nobody shall have to pay for: the clock vouches for a late driver (`when_late`).
   */
  readonly good: boolean | 'when_late';
  readonly needsNote?: true;
}

/** Who may give which reason. */
export const CANCELLATION_REASONS = {
  CHANGE_OF_PLANS: { actors: ['RIDER', 'DRIVER', 'OPERATOR', 'PARTNER'], good: false },
  BOOKED_BY_MISTAKE: { actors: ['RIDER', 'PARTNER', 'OPERATOR'], good: false },
  DRIVER_LATE: { actors: ['RIDER', 'PARTNER', 'OPERATOR'], good: 'when_late' },
  // It costs the rider as any other does: nothing here can tell. Whom his driver did ask, an operator waives the fee.
  DRIVER_ASKED_TO_CANCEL: { actors: ['RIDER', 'OPERATOR'], good: false },
  RIDER_ASKED_TO_CANCEL: { actors: ['DRIVER', 'OPERATOR', 'PARTNER'], good: true },
  RIDER_UNREACHABLE: { actors: ['DRIVER', 'OPERATOR'], good: true },
  UNSAFE: { actors: ['RIDER', 'DRIVER', 'OPERATOR'], good: true, needsNote: true },
  NO_CAB_AVAILABLE: { actors: ['OPERATOR', 'SYSTEM'], good: true },
  VEHICLE_BREAKDOWN: { actors: ['OPERATOR'], good: true },
  // A rider has one active ride, so what he cancels is no duplicate of another of his.
  DUPLICATE_BOOKING: { actors: ['RIDER', 'OPERATOR', 'PARTNER'], good: false },
  EMERGENCY: { actors: ['OPERATOR'], good: true, needsNote: true },
  OTHER: { actors: ['RIDER', 'OPERATOR', 'PARTNER'], good: false, needsNote: true },
} as const satisfies Record<string, ReasonRule>;

export type CancellationReason = keyof typeof CANCELLATION_REASONS;

const CANCELLABLE_BY: Readonly<Record<CancellationActor, readonly RideStatus[]>> = {
  RIDER: ['CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED'],
  // Only scheduled rides: of one for now he withdraws, and another is searched (`Ride.cancel`).
  DRIVER: ['EN_ROUTE', 'ARRIVED'],
  OPERATOR: [
    'BLOCKED',
    'CREATED',
    'ASSIGNING',
    'NO_DRIVERS_FOUND',
    'DRIVER_ASSIGNED',
    'EN_ROUTE',
    'ARRIVED',
    'STARTED',
  ],
  PARTNER: ['BLOCKED', 'CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED'],
  SYSTEM: ['BLOCKED', 'CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND'],
};

export interface Cancellation {
  readonly actor: CancellationActor;
  readonly reason: CancellationReason;
  readonly note: string | null;
}

export function isCancellationReason(value: unknown): value is CancellationReason {
  return typeof value === 'string' && Object.hasOwn(CANCELLATION_REASONS, value);
}

export function reasonsOf(actor: CancellationActor): CancellationReason[] {
  return (Object.keys(CANCELLATION_REASONS) as CancellationReason[]).filter((reason) => mayGive(actor, reason));
}

/**
 * Cancelling a started ride is for emergencies, and the caller has checked the permission of its own that it needs.
 * @throws DomainError `illegal_ride_transition`, `ride_not_cancellable_by_actor`, `emergency_only` (conflict);
 *   `cancellation_reason_not_yours`, `cancellation_note_missing` (invalid).
 */
export function assertCancellable(from: RideStatus, cancellation: Cancellation): void {
  const { actor, reason, note } = cancellation;
  assertMove(from, 'CANCELLED');
  if (!CANCELLABLE_BY[actor].includes(from)) {
    throw refusedByState('ride_not_cancellable_by_actor', `A ride that is ${from} cannot be cancelled by a ${actor}.`, {
      from,
      actor,
    });
  }
  if (!mayGive(actor, reason)) {
    throw invalidRequest(
      'cancellation_reason_not_yours',
      `${reason} is not a reason a ${actor} can give; choose one of ${reasonsOf(actor).join(', ')}.`,
      { actor, reason },
    );
  }
  if (from === 'STARTED' && reason !== 'EMERGENCY') {
    throw refusedByState('emergency_only', 'A ride under way is cancelled only in an EMERGENCY; complete it instead.', {
      from,
      reason,
    });
  }
  const rule: ReasonRule = CANCELLATION_REASONS[reason];
  if (rule.needsNote && (note === null || note.trim() === '')) {
    throw invalidRequest('cancellation_note_missing', `The reason ${reason} needs a note that says what happened.`);
  }
}

/** What is asked of a ride to know what calling it off costs. */
export interface Cancelled {
  readonly quotedFarePaise: number;
  readonly bookedAt: Date;
  readonly driverId: string | null;
  /** By which its driver has it, and since when. */
  readonly engagementId: string | null;
  readonly assignedAt: Date | null;
  /** As the driver promised it. */
  readonly pickupAt: Date;
  /** As the first of its drivers promised it, and by which engagement; without a time where that was for another place. */
  readonly firstPromise: { readonly engagementId: string; readonly pickupAt: Date | null } | null;
  /** When he was there; null while he is not. */
  readonly arrivedAt: Date | null;
}

/**
 * What a cancellation without a good reason costs the rider or driver who cancels (MVAG 2025). A rider pays nothing in the
 * window after booking, nor while nobody comes for him. Where another driver took the place of the first, which is never the
 * rider's doing, the window begins anew with him.
 */
export function cancellationFeePaise(
  { actor, reason }: Cancellation,
  ride: Cancelled,
  terms: CancellationTerms,
  now: Date,
): number {
  if (actor !== 'RIDER' && actor !== 'DRIVER') return 0;
  const { good }: ReasonRule = CANCELLATION_REASONS[reason];
  if (good === 'when_late' ? isLate(ride, now) : good) return 0;
  const { quotedFarePaise, driverId } = ride;
  const free = actor === 'RIDER' && (driverId === null || isWithinFreeWindow(terms, freeSince(ride), now));
  return free ? 0 : feePaise(terms, quotedFarePaise);
}

/** No driver was there though the time that the rider was first promised has passed, or he came after it. */
function isLate({ pickupAt, firstPromise, arrivedAt }: Cancelled, now: Date): boolean {
  return (arrivedAt ?? now) > (firstPromise?.pickupAt ?? pickupAt);
}

function freeSince({ bookedAt, engagementId, assignedAt, firstPromise }: Cancelled): Date {
  const isReplaced = firstPromise !== null && firstPromise.engagementId !== engagementId;
  return isReplaced && assignedAt !== null ? assignedAt : bookedAt;
}

function mayGive(actor: CancellationActor, reason: CancellationReason): boolean {
  const rule: ReasonRule = CANCELLATION_REASONS[reason];
  return rule.actors.includes(actor);
}
