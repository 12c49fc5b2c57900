import fc from 'fast-check';
import {
  arrived,
  assigned,
  at,
  by,
  completed,
  departed,
  driver,
  fact,
  figures,
  fixAt,
  given,
  PICKUP,
  refusal,
  rightCode,
  started,
  type Step,
  when,
} from '../../../../test/support/ride-story';
import { canMove, RIDE_STATUSES } from './ride-status';

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
    expect(() => brokenDown(given(assigned))).toThrow(refusal('ride_not_under_way'));
    expect(when(given(assigned, departed), brokenDown)).toEqual(fact('ride.broken_down', { aboard: false }));
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
