import fc from 'fast-check';
import { combinedMultiplierPermille, computeFare, type TripFacts } from './fare';
import { assertTariffTerms, DEFAULT_TERMS, RENTAL_12_HOURS_120_KILOMETRES } from './tariff-terms';
import { RENTAL_8_HOURS_80_KILOMETRES, type TariffTerms } from './tariff-terms';
import { TRIP_TYPES } from './trip-type';

const terms: TariffTerms = {
  ...DEFAULT_TERMS,
  basePaise: 100_00,
  perKilometrePaise: 15_00,
  perMinutePaise: 1_50,
  airportFeePaise: 150_00,
  rentalPackages: [
    { code: RENTAL_8_HOURS_80_KILOMETRES, pricePaise: 1_800_00, includedMinutes: 480, includedMetres: 80_000 },
    { code: RENTAL_12_HOURS_120_KILOMETRES, pricePaise: 2_600_00, includedMinutes: 720, includedMetres: 120_000 },
  ],
  driverAllowancePerDayPaise: 300_00,
};

/** Ten kilometres in thirty minutes, from half past nine in the morning in Delhi. */
const facts: TripFacts = {
  tripType: 'LOCAL',
  startedAt: new Date('2026-11-22T04:00:00Z'),
  endedAt: new Date('2026-11-22T04:30:00Z'),
  distanceMetres: 10_000,
  unchargedSeconds: 0,
  waitingSeconds: 0,
  airport: false,
  tollsPaise: 0,
  parkingPaise: 0,
  rentalPackageCode: null,
};

function amounts(trip: Partial<TripFacts> = {}, tariff: Partial<TariffTerms> = {}): Record<string, number> {
  const fare = computeFare({ ...terms, ...tariff }, { ...facts, ...trip });
  return { ...Object.fromEntries(fare.lines.map((line) => [line.code, line.amountPaise])), total: fare.totalPaise };
}

const from = (startedAt: string, endedAt: string) => ({ startedAt: new Date(startedAt), endedAt: new Date(endedAt) });

describe('a fare', () => {
  it('is base, distance beyond three kilometres, and time', () => {
    expect(amounts()).toEqual({ base: 100_00, distance: 105_00, time: 45_00, total: 250_00 });
  });

  it('is the base alone within what the base includes', () => {
    expect(amounts({ distanceMetres: 3_000 }, { includedMinutes: 30 })).toEqual({ base: 100_00, total: 100_00 });
    expect(amounts({ distanceMetres: 3_001 }, { includedMinutes: 30 })).toEqual({
      base: 100_00,
      distance: 2,
      total: 100_02,
    });
  });

  it.each([
    ['22:59:59', '2026-11-22T17:29:59Z', undefined],
    ['23:00', '2026-11-22T17:30:00Z', 62_50],
    ['00:00', '2026-11-22T18:30:00Z', 62_50],
    ['04:59', '2026-11-22T23:29:00Z', 62_50],
    ['05:00', '2026-11-22T23:30:00Z', undefined],
  ])('started at %s in Delhi has a night surcharge or not', (_, startedAt, nightPaise) => {
    const end = new Date(new Date(startedAt).getTime() + 30 * 60_000).toISOString();
    expect(amounts(from(startedAt, end)).night).toBe(nightPaise);
  });

  it('has no night where it begins when it ends, and one within a day where it does not span midnight', () => {
    const night = from('2026-11-22T18:30:00Z', '2026-11-22T19:00:00Z');
    expect(amounts(night, { nightStartMinute: 0, nightEndMinute: 0 }).night).toBeUndefined();
    expect(amounts(night, { nightStartMinute: 0, nightEndMinute: 300 }).night).toBe(62_50);
    expect(amounts({}, { nightStartMinute: 0, nightEndMinute: 300 }).night).toBeUndefined();
  });

  it.each([
    [44 * 60, undefined],
    [45 * 60, undefined],
    [45 * 60 + 1, 100_00],
    [75 * 60, 100_00],
    [75 * 60 + 1, 200_00],
  ])('waiting %i s costs 100 rupees for each half hour begun beyond 45 minutes', (waitingSeconds, waitingPaise) => {
    expect(amounts({ waitingSeconds }).waiting).toBe(waitingPaise);
  });

  it('keeps airport fee, tolls and parking apart and out of surcharges', () => {
    const surge = { multipliers: [{ code: 'SURGE', permille: 2_000 }] };
    expect(amounts({ tripType: 'AIRPORT', airport: true, tollsPaise: 85_00, parkingPaise: 40_00 }, surge)).toEqual({
      base: 100_00,
      distance: 105_00,
      time: 45_00,
      multiplier: 250_00,
      airport_fee: 150_00,
      tolls: 85_00,
      parking: 40_00,
      total: 775_00,
    });
  });

  it('charges a rental its package and what goes beyond it', () => {
    const rental = { tripType: 'RENTAL', rentalPackageCode: RENTAL_8_HOURS_80_KILOMETRES } as const;
    const eightHours = from('2026-11-22T04:00:00Z', '2026-11-22T12:00:00Z');
    expect(amounts({ ...rental, ...eightHours, distanceMetres: 80_000 })).toEqual({
      rental_package: 1_800_00,
      total: 1_800_00,
    });
    const nineHours = from('2026-11-22T04:00:00Z', '2026-11-22T13:00:00Z');
    expect(amounts({ ...rental, ...nineHours, distanceMetres: 90_000 })).toEqual({
      rental_package: 1_800_00,
      distance: 150_00,
      time: 90_00,
      total: 2_040_00,
    });
    expect(() => amounts({ ...rental, rentalPackageCode: 'PKG_24H' })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'unknown_rental_package' }),
    );
  });

  it('charges an outstation trip at least 250 km and the allowance for each local day it touches', () => {
    const outstation = { tripType: 'OUTSTATION', ...from('2026-11-22T17:30:00Z', '2026-11-24T18:30:00Z') } as const;
    const rates = { perMinutePaise: 0, basePaise: 0, includedMetres: 0 };
    // 22, 23 and 24 November; the end is midnight sharp and opens no fourth day.
    expect(amounts({ ...outstation, distanceMetres: 180_000 }, rates)).toEqual({
      base: 0,
      distance: 750 * 15_00,
      driver_allowance: 900_00,
      total: 750 * 15_00 + 900_00,
    });
    expect(amounts({ ...outstation, distanceMetres: 800_000 }, rates).distance).toBe(800 * 15_00);
    expect(amounts({ ...outstation, endedAt: new Date('2026-11-24T18:30:00.001Z') }, rates).driver_allowance).toBe(
      1_200_00,
    );
  });

  it('does not charge the time that is nobody’s to pay', () => {
    expect(amounts({ unchargedSeconds: 600 }).time).toBe(30_00);
    expect(amounts({ unchargedSeconds: 86_400 }).time).toBeUndefined();
  });

  it.each([
    [[], 1_000],
    [[1_300], 1_300],
    [[1_300, 1_300], 1_690],
    [[1_005, 1_005], 1_010],
    [[1_500, 1_500], 2_000],
    [[9_999], 2_000],
    [[700, 700], 500],
  ])('multipliers %j together make %i permille', (permilles, combined) => {
    const multipliers = permilles.map((permille) => ({ code: 'M', permille }));
    expect(combinedMultiplierPermille({ ...terms, multipliers })).toBe(combined);
    expect(amounts({}, { multipliers }).total).toBe((250_00 * combined) / 1_000);
  });

  it('refuses facts that cannot be', () => {
    for (const wrong of [
      { distanceMetres: -1 },
      { distanceMetres: 0.5 },
      { waitingSeconds: Number.NaN },
      { tollsPaise: -1 },
      { parkingPaise: Number.POSITIVE_INFINITY },
      { endedAt: new Date('2026-11-22T03:59:59Z') },
      { startedAt: new Date(Number.NaN) },
    ]) {
      expect(() => amounts(wrong)).toThrow(expect.objectContaining({ kind: 'invalid', code: 'invalid_trip_facts' }));
    }
  });
});

describe('tariff terms', () => {
  it('name every wrong field', () => {
    const wrong = { basePaise: -1, perKilometrePaise: 1.5, timeZone: 'Delhi', waitingBlockMinutes: 0 };
    expect(() => assertTariffTerms({ ...terms, ...wrong })).toThrow(
      expect.objectContaining({
        code: 'invalid_tariff_terms',
        details: { fields: Object.fromEntries(Object.keys(wrong).map((field) => [field, expect.any(String)])) },
      }),
    );
  });

  it('need a base that covers three kilometres, and packages named once', () => {
    expect(() => assertTariffTerms({ ...terms, includedMetres: 2_999 })).toThrow(/includedMetres/);
    expect(() => assertTariffTerms({ ...terms, basePaise: 0, includedMetres: 0 })).not.toThrow();
    const twice = [...terms.rentalPackages, ...terms.rentalPackages];
    expect(() => assertTariffTerms({ ...terms, rentalPackages: twice })).toThrow(/rentalPackages/);
  });
});

describe('any fare', () => {
  const rate = fc.integer({ min: 0, max: 100_000 });
  const anyTerms: fc.Arbitrary<TariffTerms> = fc.record({
    timeZone: fc.constantFrom('Asia/Kolkata', 'UTC', 'America/New_York'),
    basePaise: rate,
    includedMetres: fc.integer({ min: 3_000, max: 20_000 }),
    includedMinutes: fc.nat({ max: 120 }),
    perKilometrePaise: rate,
    perMinutePaise: rate,
    waitingFreeMinutes: fc.nat({ max: 60 }),
    waitingBlockMinutes: fc.integer({ min: 1, max: 60 }),
    waitingPerBlockPaise: rate,
    nightStartMinute: fc.nat({ max: 1_439 }),
    nightEndMinute: fc.nat({ max: 1_439 }),
    nightSurchargePermille: fc.nat({ max: 1_000 }),
    airportFeePaise: rate,
    rentalPackages: rate.map((pricePaise) => [
      { code: RENTAL_8_HOURS_80_KILOMETRES, pricePaise, includedMinutes: 480, includedMetres: 80_000 },
    ]),
    outstationMinimumMetresPerDay: fc.nat({ max: 300_000 }),
    driverAllowancePerDayPaise: rate,
    multipliers: fc.array(fc.record({ code: fc.constant('M'), permille: fc.integer({ min: 1, max: 5_000 }) }), {
      maxLength: 4,
    }),
    multiplierFloorPermille: fc.constant(500),
    multiplierCapPermille: fc.constant(2_000),
  });
  const anyFacts: fc.Arbitrary<TripFacts> = fc
    .record({
      tripType: fc.constantFrom(...TRIP_TYPES),
      startedAt: fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
      seconds: fc.nat({ max: 400_000 }),
      distanceMetres: fc.nat({ max: 2_000_000 }),
      unchargedSeconds: fc.nat({ max: 10_000 }),
      waitingSeconds: fc.nat({ max: 20_000 }),
      airport: fc.boolean(),
      tollsPaise: rate,
      parkingPaise: rate,
    })
    .map(({ seconds, ...rest }) => ({
      ...rest,
      endedAt: new Date(rest.startedAt.getTime() + seconds * 1_000),
      rentalPackageCode: rest.tripType === 'RENTAL' ? RENTAL_8_HOURS_80_KILOMETRES : null,
    }));

  it('adds up exactly, in whole paise, and is never negative', () => {
    fc.assert(
      fc.property(anyTerms, anyFacts, (tariff, trip) => {
        const fare = computeFare(tariff, trip);
        expect(fare.lines.reduce((sum, line) => sum + line.amountPaise, 0)).toBe(fare.totalPaise);
        expect(fare.totalPaise).toBeGreaterThanOrEqual(0);
        for (const line of fare.lines) {
          expect(Number.isSafeInteger(line.amountPaise)).toBe(true);
          expect(line.amountPaise >= 0 || line.code === 'multiplier').toBe(true);
        }
        expect(new Set(fare.lines.map((line) => line.code)).size).toBe(fare.lines.length);
      }),
      { numRuns: 500 },
    );
  });

  it('never falls when the trip grows longer, later at its end, slower to start, or dearer on the way', () => {
    const growth = fc.constantFrom<(trip: TripFacts, by: number) => TripFacts>(
      (trip, by) => ({ ...trip, distanceMetres: trip.distanceMetres + by }),
      (trip, by) => ({ ...trip, endedAt: new Date(trip.endedAt.getTime() + by * 1_000) }),
      (trip, by) => ({ ...trip, waitingSeconds: trip.waitingSeconds + by }),
      (trip, by) => ({ ...trip, tollsPaise: trip.tollsPaise + by }),
      (trip, by) => ({ ...trip, parkingPaise: trip.parkingPaise + by }),
    );
    fc.assert(
      fc.property(anyTerms, anyFacts, growth, fc.nat({ max: 100_000 }), (tariff, trip, grow, by) => {
        expect(computeFare(tariff, grow(trip, by)).totalPaise).toBeGreaterThanOrEqual(
          computeFare(tariff, trip).totalPaise,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for a quote and for the trip that came out as quoted, also after storage as JSON', () => {
    fc.assert(
      fc.property(anyTerms, anyFacts, (tariff, trip) => {
        const stored = JSON.parse(JSON.stringify({ tariff, trip }));
        const read = {
          ...stored.trip,
          startedAt: new Date(stored.trip.startedAt),
          endedAt: new Date(stored.trip.endedAt),
        };
        expect(computeFare(stored.tariff, read)).toEqual(computeFare(tariff, trip));
      }),
    );
  });

  it('is moved by multipliers within a half and the double of the ride fare', () => {
    fc.assert(
      fc.property(anyTerms, anyFacts, (tariff, trip) => {
        const lines = computeFare(tariff, trip).lines;
        const sum = (codes: string[]) =>
          lines.filter((line) => codes.includes(line.code)).reduce((total, line) => total + line.amountPaise, 0);
        const ridePaise = sum(['base', 'rental_package', 'distance', 'time']);
        const movedPaise = ridePaise + sum(['multiplier']);
        expect(movedPaise * 2).toBeGreaterThanOrEqual(ridePaise - 1);
        expect(movedPaise).toBeLessThanOrEqual(ridePaise * 2);
      }),
    );
  });
});
