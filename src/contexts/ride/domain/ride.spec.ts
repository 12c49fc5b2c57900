import fc from 'fast-check';
import { DEFAULT_TERMS } from '../../../kernel/tariff-terms';
import { DEFAULT_WINDOWS } from './city';
import type { Authority } from './authority';
import { type Assignment, Ride } from './ride';
import { RideAssigned } from '../contracts/ride-events';
import { canMove, RIDE_STATUSES } from './ride-status';

const PICKUP = { point: { latitude: 28.5562, longitude: 77.1 }, address: 'Terminal 3' };
const DROP = { point: { latitude: 28.5708, longitude: 77.3261 }, address: 'Sector 18' };
const at = (text: string): Date => new Date(`2026-11-22T${text}:00Z`);
const PICKUP_AT = at('11:00');
const CODE = '4821';

const driver: Authority = { userId: 'user-1', override: null };
const operator = (...waives: ('time' | 'place')[]): Authority => ({
  userId: 'operator-1',
  override: { waives, reason: 'The app is broken', waivesCode: false },
});
const fixAt = (time: Date) => ({ point: PICKUP.point, accuracyMetres: 10, takenAt: time });
const rightCode = { given: CODE, expected: CODE, odometerMetres: 41_200_000 };
const wrongCode = { ...rightCode, given: '0000' };
const figures = { odometerMetres: 41_228_000, tollsPaise: 85_00, parkingPaise: 0 };
const by = (driverId: string, previousDriverId: string | null = null): Assignment => ({
  engagementId: `engagement of ${driverId}`,
  driverId,
  vehicleId: `vehicle of ${driverId}`,
  driver: { name: driverId, phone: '+919811122233', plate: 'DL1ZA1234', vehicleClass: 'SEDAN' },
  previousDriverId,
  reason: null,
});

const passenger = { passengerName: 'Meera', passengerPhone: '+919810012345', paymentMode: 'CASH' } as const;
const expected = { expectedMetres: 28_000, expectedMinutes: 60, expectationSource: 'given' } as const;
const scope = { cityCode: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType: 'AIRPORT' } as const;

function booked(): Ride {
  const ride = Ride.book({
    id: 'ride-1',
    organizationId: 'organization-1',
    code: '7KQ2M9XD',
    ...scope,
    timeZone: 'Asia/Kolkata',
    windows: DEFAULT_WINDOWS,
    ...{ pickupAt: PICKUP_AT, pickup: PICKUP, drop: DROP, stops: [] },
    ...passenger,
    ...expected,
    rentalPackageCode: null,
    tariffId: 'tariff-1',
    tariffTerms: { ...DEFAULT_TERMS, basePaise: 150_00, perKilometrePaise: 18_00, perMinutePaise: 1_50 },
    quotedFarePaise: 690_00,
    quotedFareLines: [],
    bookedAt: new Date('2026-11-21T10:00:00Z'),
    bookedBy: 'operator-1',
  });
  ride.releaseEvents();
  return ride;
}

type Step = (ride: Ride) => unknown;
const assigned: Step = (ride) => ride.assign(by('asha'), at('08:00'));
const departed: Step = (ride) => ride.depart(driver, at('10:20'));
const arrived: Step = (ride) => ride.arrive(fixAt(at('10:55')), driver, at('10:55'));
const started: Step = (ride) => ride.start(rightCode, driver, at('11:05'));
const completed: Step = (ride) => ride.complete(figures, driver, at('11:55'));

/** A ride to which all of this has happened. */
function given(...steps: Step[]): Ride {
  const ride = booked();
  for (const step of steps) step(ride);
  ride.releaseEvents();
  return ride;
}

/** The type and payload of what a step records. */
function when(ride: Ride, step: Step): { type: string; payload: object }[] {
  step(ride);
  return ride.releaseEvents().map(({ type, payload }) => ({ type, payload }));
}

const fact = (type: string, payload: object) => [
  expect.objectContaining({ type, payload: expect.objectContaining(payload) }),
];
const refusal = (code: string) => expect.objectContaining({ code });
const who = { rideId: 'ride-1', driverId: 'asha', vehicleId: 'vehicle of asha' };

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

describe('a ride whose cab breaks down with the rider aboard', () => {
  const place = { latitude: 28.56, longitude: 77.2 };
  const brokenDown: Step = (ride) =>
    ride.breakDown({ point: place, odometerMetres: 41_212_000, reason: 'Battery' }, driver, at('11:25'));
  const takenOver: Step = (ride) => ride.assign(by('ravi', 'asha'), at('11:30'));
  const secondDeparted: Step = (ride) => ride.depart(driver, at('11:31'));
  const secondArrived: Step = (ride) => ride.arrive({ ...fixAt(at('11:50')), point: place }, driver, at('11:50'));
  const secondStarted: Step = (ride) => ride.start({ ...rightCode, odometerMetres: 900_000 }, driver, at('11:52'));
  const upToSecondCab = [assigned, departed, arrived, started, brokenDown, takenOver, secondDeparted];

  it('is finished by a second cab, with both legs kept and the wait for it not charged', () => {
    const ride = given(...upToSecondCab, secondArrived, secondStarted);
    expect(when(ride, (r) => r.complete({ ...figures, odometerMetres: 916_000 }, driver, at('12:22')))).toEqual(
      fact('ride.completed', {
        driverId: 'ravi',
        distanceMetres: 28_000,
        // 150 + 25 km × 18 + (20 + 30) min × 1.50 + 85: the 27 minutes between the cabs are nobody's to pay.
        farePaise: 760_00,
        awaitingReview: false,
      }),
    );
    expect(ride.trip).toMatchObject({
      unchargedSeconds: 27 * 60,
      confirmedPickup: PICKUP.point,
      startedAt: at('11:05'),
      legs: [
        { driverId: 'asha', odometerStartMetres: 41_200_000, odometerEndMetres: 41_212_000, endedAt: at('11:25') },
        { driverId: 'ravi', odometerStartMetres: 900_000, odometerEndMetres: 916_000, startedAt: at('11:52') },
      ],
    });
  });

  it('meets the second cab where the first stands, whatever the time', () => {
    const ride = given(...upToSecondCab);
    expect(() => ride.arrive(fixAt(at('11:50')), driver, at('11:50'))).toThrow(refusal('too_far_from_pickup'));
    expect(when(ride, secondArrived)).toEqual(fact('ride.arrived', { metresFromPickup: 0 }));
  });

  it('waits for a review where nobody read the first odometer', () => {
    const ride = given(assigned, departed, arrived, started, takenOver, secondDeparted, secondArrived, secondStarted);
    ride.complete({ ...figures, odometerMetres: 916_000 }, driver, at('12:22'));
    expect(ride.trip).toMatchObject({ reviewReasons: ['odometer_missing'] });
  });

  it('is not completed by the cab that stands, nor a no-show, nor broken down twice', () => {
    const ride = given(assigned, departed, arrived, started, brokenDown);
    expect(() => completed(ride)).toThrow(refusal('already_broken_down'));
    expect(() => brokenDown(ride)).toThrow(refusal('already_broken_down'));
    expect(() => brokenDown(given(assigned, departed))).toThrow(refusal('ride_not_under_way'));
    const second = given(...upToSecondCab, secondArrived);
    expect(() => second.noShow('Left', driver, at('12:30'))).toThrow(refusal('trip_has_begun'));
  });

  it('is cancelled only in an emergency, also while the second cab is on its way', () => {
    const ride = given(...upToSecondCab);
    expect(ride.isUnderWayWithRider).toBe(true);
    const asked = { actor: 'OPERATOR', reason: 'RIDER_ASKED_TO_CANCEL', note: null } as const;
    expect(() => ride.cancel(asked, at('11:40'))).toThrow(refusal('emergency_only'));
    const emergency = { actor: 'OPERATOR', reason: 'EMERGENCY', note: 'Ambulance' } as const;
    expect(when(ride, (r) => r.cancel(emergency, at('11:40')))).toEqual(fact('ride.cancelled', { from: 'EN_ROUTE' }));
  });
});

describe('any order of steps', () => {
  const steps: Record<string, Step> = {
    assigned: (ride) => ride.assign(by('asha', ride.driverId), at('08:00')),
    unassigned: (ride) => ride.unassign('asha', 'Sick', at('10:30')),
    departed,
    arrived,
    started,
    completed,
    noShow: (ride) => ride.noShow('Nobody came', driver, at('11:20')),
    cancelled: (ride) => ride.cancel({ actor: 'OPERATOR', reason: 'EMERGENCY', note: 'Ambulance' }, at('11:00')),
  };

  it('moves only as the table says, records each move, and is refused without a trace', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 12 }), (names) => {
        const ride = given();
        for (const name of names) {
          const before = JSON.stringify(ride);
          const from = ride.status;
          try {
            steps[name]!(ride);
          } catch (error) {
            expect(error).toHaveProperty('code');
            expect(JSON.stringify(ride)).toBe(before);
            continue;
          }
          expect(RIDE_STATUSES).toContain(ride.status);
          expect(canMove(from, ride.status)).toBe(true);
          expect(ride.releaseEvents()).toHaveLength(1);
          ride.takeUnwritten();
        }
      }),
    );
  });
});
