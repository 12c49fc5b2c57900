import fc from 'fast-check';
import { awaitsReview, recordTrip, reviewTrip, tripFacts, type TripLeg, type TripReport } from './trip-record';

const leg: TripLeg = {
  driverId: 'driver-1',
  driverName: 'Asha',
  vehicleId: 'vehicle-1',
  plate: 'DL1ZA1234',
  vehicleClass: 'SEDAN',
  startedAt: new Date('2026-11-23T04:00:00Z'),
  endedAt: new Date('2026-11-23T05:00:00Z'),
  odometerStartMetres: 41_200_000,
  odometerEndMetres: 41_238_000,
};
const report: TripReport = {
  confirmedPickup: { latitude: 28.5562, longitude: 77.1 },
  legs: [leg],
  waitingSeconds: 300,
  tollsPaise: 85_00,
  parkingPaise: 0,
  quotedFarePaise: 810_00,
  // So that no distance is far from it but where a test says so.
  expectedMetres: 1_500_000,
  tracedMetres: null,
};
const booking = { tripType: 'AIRPORT', airport: true, rentalPackageCode: null } as const;
const driven = (changes: Partial<TripLeg>) => recordTrip({ ...report, legs: [{ ...leg, ...changes }] });
const correction = {
  distanceMetres: 38_000,
  operatorId: 'operator-1',
  reviewedAt: new Date('2026-11-23T08:00:00Z'),
  note: 'Read from the photo of the dashboard',
};

describe('a trip record', () => {
  it('takes its distance from the trace where it counts, whatever the readings are', () => {
    const wrong = { ...leg, odometerEndMetres: leg.odometerStartMetres - 1 };
    const record = recordTrip({ ...report, legs: [wrong], tracedMetres: 37_400 });
    expect(record).toMatchObject({ distanceMetres: 37_400, distanceSource: 'trace', reviewReasons: [] });
  });

  it.each([
    [300_000, 350_000, []],
    [300_000, 900_000, []],
    [300_000, 900_001, ['distance_far_from_expected']],
    [5_000, 55_000, []],
    [5_000, 55_001, ['distance_far_from_expected']],
  ])('doubts what was read where it is far more than the %d m expected: %d m', (expectedMetres, read, reasons) => {
    const hours = new Date(leg.startedAt.getTime() + 10 * 3_600_000);
    const long = { ...leg, endedAt: hours, odometerEndMetres: leg.odometerStartMetres + read };
    expect(recordTrip({ ...report, legs: [long], expectedMetres }).reviewReasons).toEqual(reasons);
  });

  it('doubts a trace that is far more than what was expected too', () => {
    const times = { startedAt: leg.startedAt, endedAt: new Date(leg.startedAt.getTime() + 10 * 3_600_000) };
    const legs = [{ ...leg, ...times, odometerEndMetres: null }];
    const trip = { ...report, legs, expectedMetres: 10_000 };
    expect(recordTrip({ ...trip, tracedMetres: 60_000 }).reviewReasons).toEqual([]);
    expect(recordTrip({ ...trip, tracedMetres: 60_001 }).reviewReasons).toEqual(['distance_far_from_expected']);
  });

  it.each([
    [38_000, 30_400, []],
    [38_000, 30_399, ['distances_disagree']],
    [30_000, 40_000, []],
    [29_999, 40_000, ['distances_disagree']],
    [0, 1_000, []],
    [0, 1_001, ['distances_disagree']],
    [2_000, 1_000, []],
    // Nobody drives as fast: a typo, which decides nothing.
    [400_000, 40_000, []],
    [-1_000, 40_000, []],
  ])('doubts readings of %d m beside a trace of %d m: %j', (read, tracedMetres, reasons) => {
    const legs = [{ ...leg, odometerEndMetres: leg.odometerStartMetres + read }];
    expect(recordTrip({ ...report, legs, tracedMetres }).reviewReasons).toEqual(reasons);
  });

  it('takes its distance from the odometer and its times from the legs', () => {
    const record = recordTrip(report);
    expect(record).toMatchObject({
      distanceMetres: 38_000,
      distanceSource: 'odometer',
      startedAt: leg.startedAt,
      endedAt: leg.endedAt,
      unchargedSeconds: 0,
      reviewReasons: [],
      review: null,
    });
    expect(tripFacts(record, booking)).toEqual({
      ...booking,
      startedAt: leg.startedAt,
      endedAt: leg.endedAt,
      distanceMetres: 38_000,
      unchargedSeconds: 0,
      waitingSeconds: 300,
      tollsPaise: 85_00,
      parkingPaise: 0,
    });
  });

  it('adds the legs of two cabs and charges no wait for the second', () => {
    const second: TripLeg = {
      ...leg,
      driverId: 'driver-2',
      vehicleId: 'vehicle-2',
      startedAt: new Date('2026-11-23T05:20:00Z'),
      endedAt: new Date('2026-11-23T05:40:00Z'),
      odometerStartMetres: 900_000,
      odometerEndMetres: 912_000,
    };
    expect(recordTrip({ ...report, legs: [leg, second] })).toMatchObject({
      distanceMetres: 50_000,
      unchargedSeconds: 1_200,
      endedAt: second.endedAt,
      legs: [leg, second],
      reviewReasons: [],
    });
    expect(recordTrip({ ...report, legs: [second, leg] }).reviewReasons).toEqual(['legs_out_of_order']);
  });

  it.each([
    ['one kilometre back', { odometerEndMetres: 41_199_000 }, ['odometer_went_back']],
    ['the limit of speed and slack', { odometerEndMetres: 41_322_000 }, []],
    ['one kilometre more', { odometerEndMetres: 41_323_000 }, ['speed_too_high']],
    ['no time at all', { endedAt: leg.startedAt }, ['no_duration']],
    ['an end before the start', { endedAt: new Date('2026-11-23T03:00:00Z') }, ['no_duration']],
    ['1,500 km in a day', { odometerEndMetres: 42_700_000, endedAt: new Date('2026-11-24T04:00:00Z') }, []],
    [
      '1,501 km in a day',
      { odometerEndMetres: 42_701_000, endedAt: new Date('2026-11-24T04:00:00Z') },
      ['distance_too_long'],
    ],
    ['a typo', { odometerEndMetres: 412_380_000 }, ['distance_too_long', 'speed_too_high']],
    ['a reading nobody took', { odometerEndMetres: null }, ['odometer_missing']],
    ['a parked hop', { odometerEndMetres: 41_200_000 }, []],
  ])('of %s awaits review for %j', (_, changes, reasons) => {
    const record = driven(changes);
    expect(record.reviewReasons).toEqual(reasons);
    expect(awaitsReview(record)).toBe(reasons.length > 0);
    if (reasons.length === 0) expect(() => tripFacts(record, booking)).not.toThrow();
    else {
      expect(() => tripFacts(record, booking)).toThrow(
        expect.objectContaining({ kind: 'conflict', code: 'trip_awaits_review', details: { reviewReasons: reasons } }),
      );
    }
  });

  it.each([
    ['up to ₹2,000', { tollsPaise: 1_500_00, parkingPaise: 500_00 }, []],
    ['a paisa more', { tollsPaise: 1_500_00, parkingPaise: 500_01 }, ['expenses_too_high']],
    ['up to a higher quoted fare', { tollsPaise: 9_000_00, quotedFarePaise: 9_000_00 }, []],
    ['above a higher quoted fare', { tollsPaise: 9_000_01, quotedFarePaise: 9_000_00 }, ['expenses_too_high']],
  ])('with expenses of %s awaits review as it ought to', (_, changes, reasons) => {
    expect(recordTrip({ ...report, ...changes }).reviewReasons).toEqual(reasons);
  });

  it('has the slack of a reading once, however many cabs drove it', () => {
    const minute = (count: number): Date => new Date(leg.startedAt.getTime() + count * 60_000);
    const hop = (start: number, metres: number): TripLeg => ({
      ...leg,
      startedAt: minute(start),
      endedAt: minute(start + 1),
      odometerEndMetres: leg.odometerStartMetres + metres,
    });
    const driving = (...metres: number[]) =>
      recordTrip({ ...report, legs: metres.map((each, index) => hop(2 * index, each)) }).reviewReasons;
    // A minute at 120 km/h is two kilometres.
    expect(driving(4_000)).toEqual([]);
    expect(driving(4_000, 2_000)).toEqual([]);
    expect(driving(4_000, 3_000)).toEqual(['speed_too_high']);
    // A slow leg makes no fast one plausible.
    expect(driving(5_000, 0)).toEqual(['speed_too_high']);
  });

  it('refuses what nobody can have read, and names every field', () => {
    const wrong = { ...report, tollsPaise: -1, waitingSeconds: 0.5, legs: [{ ...leg, odometerEndMetres: -3 }] };
    expect(() => recordTrip(wrong)).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'invalid_trip_report',
        message: expect.stringMatching(/waitingSeconds.*tollsPaise.*legs\[0\]\.odometerEndMetres/),
      }),
    );
    expect(() => recordTrip({ ...report, legs: [] })).toThrow(/legs/);
    expect(() => driven({ endedAt: new Date(Number.NaN) })).toThrow(/endedAt/);
    expect(() => recordTrip({ ...report, confirmedPickup: { latitude: 91, longitude: 0 } })).toThrow(/latitude/);
  });

  it('always either awaits review or has facts a fare can be computed from', () => {
    const minute = fc.integer({ min: -600, max: 3_000 });
    fc.assert(
      fc.property(
        minute,
        fc.nat({ max: 500_000 }),
        fc.nat({ max: 500_000 }),
        (minutes, fromKilometres, toKilometres) => {
          const endedAt = new Date(leg.startedAt.getTime() + minutes * 60_000);
          const [from, to] = [fromKilometres * 1_000, toKilometres * 1_000];
          const record = driven({ endedAt, odometerStartMetres: from, odometerEndMetres: to });
          const plausible = minutes > 0 && to >= from && to - from <= 1_500_000 && to - from <= 2_000 * minutes + 2_000;
          expect(awaitsReview(record)).toBe(!plausible);
          expect(record.distanceMetres).toBe(Math.max(0, to - from));
        },
      ),
    );
  });
});

describe('reviewing a trip', () => {
  const doubtful = driven({ odometerEndMetres: 412_380_000 });

  it('puts the operator’s figures in place and keeps what was read', () => {
    const settled = reviewTrip(doubtful, correction);
    expect(settled).toMatchObject({
      distanceMetres: 38_000,
      distanceSource: 'operator',
      reviewReasons: [],
      legs: doubtful.legs,
      review: { operatorId: 'operator-1', settled: ['distance_too_long', 'speed_too_high'] },
    });
    expect(tripFacts(settled, booking).distanceMetres).toBe(38_000);
    expect(settled).toMatchObject({ tollsPaise: 85_00, parkingPaise: 0 });
    expect(reviewTrip(doubtful, { ...correction, tollsPaise: 0, parkingPaise: 7 })).toMatchObject({
      tollsPaise: 0,
      parkingPaise: 7,
    });
    expect(() => reviewTrip(doubtful, { ...correction, tollsPaise: -1 })).toThrow(/tollsPaise/);
  });

  it('sets the times right where they were wrong', () => {
    const backwards = driven({ endedAt: new Date('2026-11-23T03:00:00Z') });
    expect(() => reviewTrip(backwards, correction)).toThrow(/endedAt/);
    expect(reviewTrip(backwards, { ...correction, endedAt: leg.endedAt }).endedAt).toEqual(leg.endedAt);
  });

  it('refuses a trip that awaits none, and figures that cannot be', () => {
    expect(() => reviewTrip(recordTrip(report), correction)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'trip_not_awaiting_review' }),
    );
    for (const wrong of [{ distanceMetres: -1 }, { distanceMetres: 1_500_001 }, { note: '' }]) {
      expect(() => reviewTrip(doubtful, { ...correction, ...wrong })).toThrow(
        expect.objectContaining({ kind: 'invalid', code: 'invalid_trip_correction' }),
      );
    }
  });
});
