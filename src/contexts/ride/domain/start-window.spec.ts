import { DEFAULT_WINDOWS } from './city';
import {
  checkArrival,
  checkDeparture,
  checkNoShow,
  checkStart,
  type Arrival,
  type OperatorOverride,
} from './start-window';

const pickupAt = new Date('2026-11-23T09:30:00Z');
const pickup = { latitude: 28.5562, longitude: 77.1 };
const secondsFromPickup = (seconds: number) => new Date(pickupAt.getTime() + seconds * 1_000);
const rule = (code: string, message?: RegExp) =>
  expect.objectContaining({ kind: 'rule', code, ...(message && { message: expect.stringMatching(message) }) });
const both: OperatorOverride = { waives: ['time', 'place'], reason: 'Rider called: come early' };

/** One degree of latitude is 111,195 m on the sphere the distance is measured on. */
const north = (metres: number) => ({ ...pickup, latitude: pickup.latitude + metres / 111_195.08 });
const arrivalAt = (now: Date, fix: Partial<NonNullable<Arrival['fix']>> = {}): Arrival => ({
  pickupAt,
  pickup,
  fix: { point: pickup, accuracyMetres: 10, takenAt: now, ...fix },
});

describe.each([
  ['departing', checkDeparture, 'too_early_to_depart'],
  ['starting', checkStart, 'too_early_to_start'],
] as const)('%s', (_, check, code) => {
  it('is possible from two and a half hours before the pickup, and after it', () => {
    for (const seconds of [-9_000, -1, 0, 3_600]) {
      expect(check(pickupAt, DEFAULT_WINDOWS, secondsFromPickup(seconds))).toEqual([]);
    }
    expect(() => check(pickupAt, DEFAULT_WINDOWS, secondsFromPickup(-9_000.001))).toThrow(
      rule(code, /07:00:00\.000Z, 150 minutes/),
    );
  });

  it('is possible earlier by an operator’s word on time, with a reason, which is told', () => {
    const early = secondsFromPickup(-20_000);
    expect(check(pickupAt, DEFAULT_WINDOWS, early, both)).toEqual([code]);
    expect(() => check(pickupAt, DEFAULT_WINDOWS, early, { waives: ['place'], reason: 'x' })).toThrow(rule(code));
    expect(() => check(pickupAt, DEFAULT_WINDOWS, early, { waives: ['time'], reason: ' ' })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'override_reason_missing' }),
    );
  });

  it('tells of no waived rule where all were met', () => {
    expect(check(pickupAt, DEFAULT_WINDOWS, pickupAt, both)).toEqual([]);
  });
});

describe('arriving', () => {
  const check = (arrival: Arrival, now: Date, override?: OperatorOverride) =>
    checkArrival(arrival, DEFAULT_WINDOWS, now, override);

  it.each([-1_800, 0, 1_800])('is in time %i s from the pickup', (seconds) => {
    const now = secondsFromPickup(seconds);
    expect(check(arrivalAt(now), now)).toEqual([]);
  });

  it.each([
    [-1_800.001, 'too_early_to_arrive'],
    [1_800.001, 'too_late_to_arrive'],
  ])('is out of time %d s from the pickup', (seconds, code) => {
    const now = secondsFromPickup(seconds);
    expect(() => check(arrivalAt(now), now)).toThrow(rule(code, /30 minutes/));
  });

  it('is possible within 500 m and not beyond', () => {
    expect(check(arrivalAt(pickupAt, { point: north(499.5) }), pickupAt)).toEqual([]);
    expect(() => check(arrivalAt(pickupAt, { point: north(500.5) }), pickupAt)).toThrow(
      rule('too_far_from_pickup', /501 m .* 500 m/),
    );
  });

  it.each([
    [{ accuracyMetres: 100 }, null],
    [{ accuracyMetres: 100.1 }, 'position_inaccurate'],
    [{ accuracyMetres: -1 }, 'position_inaccurate'],
    [{ accuracyMetres: Number.NaN }, 'position_inaccurate'],
    [{ takenAt: secondsFromPickup(-30) }, null],
    [{ takenAt: secondsFromPickup(-30.001) }, 'position_stale'],
    [{ takenAt: secondsFromPickup(30) }, null],
    [{ takenAt: secondsFromPickup(30.001) }, 'position_in_future'],
    [{ takenAt: new Date(Number.NaN) }, 'position_in_future'],
    [{ point: { latitude: Number.NaN, longitude: 77.1 } }, 'too_far_from_pickup'],
  ])('by a fix of %j is answered %s', (fix, code) => {
    const attempt = () => check(arrivalAt(pickupAt, fix), pickupAt);
    if (code === null) expect(attempt()).toEqual([]);
    else expect(attempt).toThrow(rule(code));
  });

  it('needs a position, unless an operator vouches for the place', () => {
    expect(() => check({ pickupAt, pickup, fix: null }, pickupAt)).toThrow(rule('position_missing'));
    expect(check({ pickupAt, pickup, fix: null }, pickupAt, { waives: ['place'], reason: 'Phone is dead' })).toEqual([
      'position_missing',
    ]);
  });

  it('late and far off needs a word on both, and tells of both', () => {
    const late = secondsFromPickup(3_600);
    const arrival = arrivalAt(late, { point: north(2_000), accuracyMetres: 300 });
    expect(() => check(arrival, late, { waives: ['time'], reason: 'x' })).toThrow(rule('position_inaccurate'));
    expect(() => check(arrival, late, { waives: ['place'], reason: 'x' })).toThrow(rule('too_late_to_arrive'));
    expect(check(arrival, late, both)).toEqual(['too_late_to_arrive', 'position_inaccurate', 'too_far_from_pickup']);
  });
});

describe('reporting a no-show', () => {
  it.each([
    ['an early driver', -1_200, 599, 600],
    ['a late driver', 900, 1_499, 1_500],
  ])('%s waits ten minutes from the later of arrival and pickup', (_, arrived, tooEarly, possible) => {
    const check = (now: number) =>
      checkNoShow(pickupAt, secondsFromPickup(arrived), DEFAULT_WINDOWS, secondsFromPickup(now));
    expect(() => check(tooEarly)).toThrow(rule('too_early_for_no_show', /10 minutes/));
    expect(check(possible)).toEqual([]);
  });
});
