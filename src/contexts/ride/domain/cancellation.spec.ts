import {
  assertCancellable,
  CANCELLATION_ACTORS,
  CANCELLATION_REASONS,
  cancellationFeePaise,
  isCancellationReason,
  reasonsOf,
  type Cancellation,
  type CancellationActor,
  type CancellationReason,
} from './cancellation';
import { DEFAULT_CANCELLATION_TERMS } from './cancellation-terms';
import { canMove, RIDE_STATUSES, type RideStatus } from './ride-status';

const by = (actor: CancellationActor, reason: CancellationReason, note: string | null = 'As told'): Cancellation => ({
  actor,
  reason,
  note,
});
const BOOKED_AT = new Date('2026-11-22T10:00:00Z');
const LATER = new Date('2026-11-22T11:00:00Z');
/** A driver who has yet to arrive, in time. */
const COMING = {
  ...{ quotedFarePaise: 450_00, bookedAt: BOOKED_AT, driverId: 'asha', engagementId: 'first', assignedAt: BOOKED_AT },
  ...{ pickupAt: LATER, firstPromise: { engagementId: 'first', pickupAt: LATER }, arrivedAt: null },
};
const conflict = (code: string) => expect.objectContaining({ kind: 'conflict', code });
const invalid = (code: string) => expect.objectContaining({ kind: 'invalid', code });

describe('cancelling', () => {
  const all = CANCELLATION_ACTORS.flatMap((actor) => RIDE_STATUSES.map((status) => [actor, status] as const));
  const allowed: Record<CancellationActor, RideStatus[]> = {
    RIDER: ['CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED'],
    DRIVER: ['EN_ROUTE', 'ARRIVED'],
    OPERATOR: RIDE_STATUSES.filter((status) => canMove(status, 'CANCELLED')),
    PARTNER: ['BLOCKED', 'CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED'],
    SYSTEM: ['BLOCKED', 'CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND'],
  };

  it.each(all)('by a %s while %s is answered by the table', (actor, status) => {
    const reason = status === 'STARTED' && actor === 'OPERATOR' ? 'EMERGENCY' : reasonsOf(actor)[0]!;
    const attempt = () => assertCancellable(status, by(actor, reason));
    if (allowed[actor].includes(status)) expect(attempt).not.toThrow();
    else {
      expect(attempt).toThrow(
        conflict(canMove(status, 'CANCELLED') ? 'ride_not_cancellable_by_actor' : 'illegal_ride_transition'),
      );
    }
  });

  it('takes only a reason the actor can give', () => {
    expect(() => assertCancellable('ARRIVED', by('DRIVER', 'EMERGENCY'))).toThrow(
      invalid('cancellation_reason_not_yours'),
    );
    expect(() => assertCancellable('CREATED', by('RIDER', 'NO_CAB_AVAILABLE'))).toThrow(/CHANGE_OF_PLANS/);
    for (const actor of CANCELLATION_ACTORS) expect(reasonsOf(actor).length).toBeGreaterThan(0);
  });

  it('of a ride under way is for emergencies', () => {
    expect(() => assertCancellable('STARTED', by('OPERATOR', 'VEHICLE_BREAKDOWN'))).toThrow(conflict('emergency_only'));
  });

  it.each(['OTHER', 'UNSAFE', 'EMERGENCY'] as const)('for %s needs a note', (reason) => {
    for (const note of [null, ' ']) {
      expect(() => assertCancellable('CREATED', by('OPERATOR', reason, note))).toThrow(
        invalid('cancellation_note_missing'),
      );
    }
    expect(() => assertCancellable('CREATED', by('OPERATOR', reason))).not.toThrow();
    expect(() => assertCancellable('CREATED', by('OPERATOR', 'DUPLICATE_BOOKING', null))).not.toThrow();
  });

  it('knows its reasons from what merely every object has', () => {
    expect(Object.keys(CANCELLATION_REASONS).every(isCancellationReason)).toBe(true);
    for (const value of ['toString', 'constructor', '', null, 7]) expect(isCancellationReason(value)).toBe(false);
  });

  it.each([
    ['RIDER', 'CHANGE_OF_PLANS', 450_00, 45_00],
    ['RIDER', 'CHANGE_OF_PLANS', 4_500_00, 100_00],
    ['DRIVER', 'CHANGE_OF_PLANS', 450_00, 45_00],
    ['RIDER', 'DRIVER_ASKED_TO_CANCEL', 450_00, 45_00],
    ['RIDER', 'DUPLICATE_BOOKING', 450_00, 45_00],
    ['RIDER', 'UNSAFE', 450_00, 0],
    ['DRIVER', 'RIDER_ASKED_TO_CANCEL', 450_00, 0],
    ['OPERATOR', 'CHANGE_OF_PLANS', 450_00, 0],
  ] as const)('by a %s for %s of a fare of %i paise costs %i', (actor, reason, farePaise, feePaise) => {
    const ride = { ...COMING, quotedFarePaise: farePaise };
    expect(cancellationFeePaise(by(actor, reason), ride, DEFAULT_CANCELLATION_TERMS, LATER)).toBe(feePaise);
  });

  it.each([
    ['RIDER', 'in the last moment of the window', 5 * 60_000, 'asha', 0],
    ['RIDER', 'a moment after it', 5 * 60_000 + 1, 'asha', 45_00],
    ['RIDER', 'while nobody comes', 60 * 60_000, null, 0],
    ['DRIVER', 'in the window', 60_000, 'asha', 45_00],
  ] as const)('by a %s %s costs as the policy says', (actor, _, elapsed, driverId, feePaise) => {
    const ride = { ...COMING, driverId };
    const now = new Date(BOOKED_AT.getTime() + elapsed);
    const fee = cancellationFeePaise(by(actor, 'CHANGE_OF_PLANS'), ride, DEFAULT_CANCELLATION_TERMS, now);
    expect(fee).toBe(feePaise);
  });

  it.each([
    ['CHANGE_OF_PLANS', 'in the last moment of a window after him', 5 * 60_000, 0],
    ['CHANGE_OF_PLANS', 'a moment after it', 5 * 60_000 + 1, 45_00],
    ['DRIVER_LATE', 'after the first one’s time, though not his own', 6 * 60_000, 0],
  ] as const)(
    'for %s, where a second driver is coming, %s, costs as the policy says',
    (reason, _, elapsed, feePaise) => {
      const firstPromise = { engagementId: 'first', pickupAt: new Date(LATER.getTime() - 60_000) };
      const pickupAt = new Date(LATER.getTime() + 12 * 60_000);
      const ride = { ...COMING, engagementId: 'second', assignedAt: LATER, firstPromise, pickupAt };
      const now = new Date(LATER.getTime() + elapsed);
      expect(cancellationFeePaise(by('RIDER', reason), ride, DEFAULT_CANCELLATION_TERMS, now)).toBe(feePaise);
    },
  );

  it.each([
    ['before his time', -1, null, 45_00],
    ['at his time', 0, null, 45_00],
    ['after it, not there', 1, null, 0],
    ['after it, though he was there in time', 9 * 60_000, 0, 45_00],
    ['after it, though he came late', 9 * 60_000, 1, 0],
  ] as const)('because the driver is late, %s, costs as the clock says', (_, elapsed, arrived, feePaise) => {
    const after = (milliseconds: number): Date => new Date(LATER.getTime() + milliseconds);
    const ride = { ...COMING, arrivedAt: arrived === null ? null : after(arrived) };
    const fee = cancellationFeePaise(by('RIDER', 'DRIVER_LATE'), ride, DEFAULT_CANCELLATION_TERMS, after(elapsed));
    expect(fee).toBe(feePaise);
  });
});
