import {
  arrived,
  assigned,
  at,
  by,
  completed,
  departed,
  driver,
  DROP,
  fact,
  figures,
  fixAt,
  given,
  operator,
  PICKUP,
  refusal,
  rightCode,
  started,
  type Step,
  when,
  who,
  wrongCode,
} from '../../../../test/support/ride-story';
import { RideAssigned } from '../contracts/ride-events';
import type { Authority } from './authority';

describe('a ride', () => {
  it('is assigned, and tells what its rider must know', () => {
    expect(when(given(), assigned)).toEqual(
      fact('ride.assigned', {
        ...who,
        previousDriverId: null,
        plate: 'DL1ZA1234',
        passenger: { name: 'Meera', phone: '+919810012345' },
        timeZone: 'Asia/Kolkata',
      }),
    );
  });

  it('tells nobody’s name under the key of somebody else', () => {
    const [event] = when(given(), assigned);
    expect(Object.keys(event!.payload)).not.toContain('driverName');
    expect(JSON.stringify(event!.payload)).not.toContain('"asha"}');
    expect(RideAssigned.personal.fields).toEqual(['passenger.name', 'passenger.phone']);
  });

  it('changes its driver only from the one whom the assigner saw', () => {
    expect(() => when(given(assigned), (ride) => ride.assign(by('ravi'), at('09:00')))).toThrow(
      refusal('ride_driver_changed'),
    );
    expect(() => when(given(), (ride) => ride.assign(by('ravi', 'asha'), at('09:00')))).toThrow(
      refusal('ride_driver_changed'),
    );
    expect(when(given(assigned), (ride) => ride.assign(by('ravi', 'asha'), at('09:00')))).toEqual(
      fact('ride.assigned', { driverId: 'ravi', previousDriverId: 'asha' }),
    );
  });

  it('goes back among those that wait when its driver is taken off', () => {
    const ride = given(assigned, departed);
    expect(when(ride, (r) => r.unassign('asha', 'Sick', at('10:30')))).toEqual(fact('ride.unassigned', who));
    expect(ride).toMatchObject({ status: 'CREATED', driverId: null, driver: null, departedAt: null });
    expect(() => given(assigned).unassign('ravi', 'Sick', at('10:30'))).toThrow(refusal('ride_driver_changed'));
  });

  it('is departed for from two and a half hours before, or earlier on an operator’s word', () => {
    const early = at('08:29');
    expect(() => given(assigned).depart(driver, early)).toThrow(refusal('too_early_to_depart'));
    expect(() => given(assigned).depart(operator('place'), early)).toThrow(refusal('too_early_to_depart'));
    expect(when(given(assigned), (ride) => ride.depart(driver, at('08:30')))).toEqual(
      fact('ride.departed', { ...who, override: null }),
    );
    expect(when(given(assigned), (ride) => ride.depart(operator('time'), early))).toEqual(
      fact('ride.departed', {
        override: { by: 'operator-1', reason: 'The app is broken', waived: ['too_early_to_depart'] },
      }),
    );
  });

  it('takes the pickup from a position that confirms it, and the booked point where none does', () => {
    const near = { latitude: 28.557, longitude: 77.1002 };
    const ride = given(assigned, departed);
    expect(when(ride, (r) => r.arrive({ ...fixAt(at('10:55')), point: near }, driver, at('10:55')))).toEqual(
      fact('ride.arrived', {
        metresFromPickup: 91,
        place: near,
        passenger: { phone: '+919810012345' },
        override: null,
      }),
    );
    expect(ride.confirmedPickup).toEqual(near);

    const waived = given(assigned, departed);
    expect(when(waived, (r) => r.arrive(null, operator('place'), at('10:55')))).toEqual(
      fact('ride.arrived', { place: null }),
    );
    expect(waived.confirmedPickup).toEqual(PICKUP.point);
    const faraway = given(assigned, departed);
    when(faraway, (r) => r.arrive({ ...fixAt(at('10:55')), point: DROP.point }, operator('place'), at('10:55')));
    expect(faraway.confirmedPickup).toEqual(PICKUP.point);
    const late = given(assigned, departed);
    when(late, (r) => r.arrive({ ...fixAt(at('11:40')), point: near }, operator('time'), at('11:40')));
    expect(late.confirmedPickup).toEqual(near);
  });

  it('starts by the rider’s code, and counts the waiting from the pickup time', () => {
    const ride = given(assigned, departed, arrived);
    expect(when(ride, started)).toEqual(
      fact('ride.started', { ...who, odometerStartMetres: 41_200_000, override: null }),
    );
    expect(ride).toMatchObject({ status: 'STARTED', startedAt: at('11:05'), waitingSeconds: 300 });
  });

  it('counts wrong codes and looks at no code after the fifth, until an operator unlocks it', () => {
    const ride = given(assigned, departed, arrived);
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      expect(ride.start(wrongCode, driver, at('11:05'))).toEqual({ started: false, triesLeft });
    }
    expect(ride.releaseEvents().at(-1)).toMatchObject({
      type: 'ride.start_refused',
      payload: { wrongTries: 5, locked: true },
    });
    expect(() => ride.start(rightCode, driver, at('11:06'))).toThrow(refusal('start_code_locked'));
    // Waiting does not unlock it.
    expect(() => ride.start(rightCode, driver, at('11:59'))).toThrow(refusal('start_code_locked'));
    expect(when(ride, (r) => r.unlockStart('operator-1', 'He mistyped', at('11:59')))).toEqual(
      fact('ride.start_unlocked', { by: 'operator-1', reason: 'He mistyped' }),
    );
    expect(ride.start(rightCode, driver, at('11:59'))).toEqual({ started: true });
    expect(() => given(assigned).unlockStart('operator-1', 'No need', at('11:59'))).toThrow(
      refusal('start_not_locked'),
    );
  });

  it('forgets wrong codes after ten minutes', () => {
    const ride = given(assigned, departed, arrived);
    for (let tries = 1; tries <= 4; tries++) ride.start(wrongCode, driver, at('11:05'));
    expect(ride.start(wrongCode, driver, at('11:15'))).toEqual({ started: false, triesLeft: 4 });
  });

  it('starts without a code on an operator’s word, also where it is locked', () => {
    const ride = given(assigned, departed, arrived);
    for (let tries = 1; tries <= 5; tries++) ride.start(wrongCode, driver, at('11:05'));
    ride.releaseEvents();
    const word: Authority = { userId: 'operator-1', override: { waives: [], reason: 'Seen aboard', waivesCode: true } };
    expect(when(ride, (r) => r.start({ ...rightCode, given: null }, word, at('11:06')))).toEqual(
      fact('ride.started', { override: { by: 'operator-1', reason: 'Seen aboard', waived: ['start_code'] } }),
    );
  });

  it('is completed at the fare of what was driven', () => {
    const ride = given(assigned, departed, arrived, started);
    expect(when(ride, completed)).toEqual(
      fact('ride.completed', {
        ...who,
        distanceMetres: 28_000,
        distanceSource: 'odometer',
        startedAt: at('11:05').toISOString(),
        endedAt: at('11:55').toISOString(),
        odometerEndMetres: 41_228_000,
        tollsPaise: 85_00,
        parkingPaise: 0,
        // 150 + 25 km × 18 + 50 min × 1.50 + 85
        farePaise: 760_00,
        awaitingReview: false,
      }),
    );
  });

  it('waits for a review where its figures are implausible, and is priced by it', () => {
    const typo = { ...figures, odometerMetres: 412_280_000 };
    const ride = given(assigned, departed, arrived, started);
    expect(when(ride, (r) => r.complete(typo, driver, at('11:55')))).toEqual(
      fact('ride.completed', {
        odometerEndMetres: 412_280_000,
        tollsPaise: 85_00,
        farePaise: 0,
        fareLines: [],
        awaitingReview: true,
      }),
    );
    expect(ride.farePaise).toBeNull();
    const read = { startedAt: at('11:05').toISOString(), endedAt: at('11:55').toISOString(), tollsPaise: 85_00 };
    const correction = { distanceMetres: 28_000, operatorId: 'o', reviewedAt: at('12:30'), note: 'From the photo' };
    expect(when(ride, (r) => r.review(correction, at('12:30')))).toEqual(
      fact('ride.reviewed', {
        before: { ...read, parkingPaise: 0, distanceMetres: 371_080_000 },
        ...read,
        distanceMetres: 28_000,
        farePaise: 760_00,
        reviewedBy: 'o',
        reason: 'From the photo',
      }),
    );
    expect(ride).toMatchObject({ awaitingReview: false, farePaise: 760_00 });
    expect(() => ride.review(correction, at('12:31'))).toThrow(refusal('trip_not_awaiting_review'));
    expect(() => given(assigned).review(correction, at('12:31'))).toThrow(refusal('ride_not_completed'));
  });

  it('is a no-show only once the driver has waited ten minutes', () => {
    const early: Step = (ride) => ride.noShow('Nobody came', driver, at('11:09'));
    expect(() => given(assigned, departed, arrived, early)).toThrow(refusal('too_early_for_no_show'));
    expect(when(given(assigned, departed, arrived), (ride) => ride.noShow('Nobody came', driver, at('11:10')))).toEqual(
      fact('ride.no_show', { ...who, reason: 'Nobody came' }),
    );
  });

  it('costs a driver who cancels without a good reason', () => {
    const cancellation = { actor: 'DRIVER', reason: 'CHANGE_OF_PLANS', note: null } as const;
    expect(when(given(assigned, departed), (ride) => ride.cancel(cancellation, at('10:30')))).toEqual(
      fact('ride.cancelled', { from: 'EN_ROUTE', by: 'driver', driverId: 'asha', feePaise: 69_00 }),
    );
    expect(() => given(assigned).cancel(cancellation, at('10:30'))).toThrow(refusal('ride_not_cancellable_by_actor'));
  });

  it('is marked overdue once, and only before it has started', () => {
    const ride = given(assigned);
    expect(when(ride, (r) => r.markOverdue(at('11:30')))).toEqual(fact('ride.overdue', { status: 'DRIVER_ASSIGNED' }));
    expect(when(ride, (r) => r.markOverdue(at('11:31')))).toEqual([]);
    for (const happened of [
      [assigned, departed, arrived, started],
      [assigned, departed, arrived, started, completed],
    ]) {
      expect(when(given(...happened), (r) => r.markOverdue(at('12:30')))).toEqual([]);
    }
  });
});
