import { assertBookable, assertPickupTime, type BookingPlan } from './booking-rules';
import { DELHI_NCR } from './city';

const plan: BookingPlan = {
  tripType: 'LOCAL',
  pickupAt: new Date('2026-11-23T04:00:00Z'),
  pickup: { latitude: 28.5562, longitude: 77.1 },
  drop: { latitude: 26.9124, longitude: 75.7873 },
  stops: [],
  rentalPackageCode: null,
};
const now = new Date('2026-11-22T04:00:00Z');

const booking = (changes: Partial<BookingPlan>) => () =>
  assertBookable({ ...plan, ...changes }, DELHI_NCR, 'scheduled', now);
const refusal = (kind: string, code: string) => expect.objectContaining({ kind, code });

describe('booking', () => {
  it('takes a ride for tomorrow from inside the city to anywhere', () => {
    expect(booking({})).not.toThrow();
  });

  it('takes no trip that ends where it begins, unless it leads elsewhere between', () => {
    const near = { ...plan.pickup, latitude: plan.pickup.latitude + 0.00008 };
    expect(booking({ drop: near })).toThrow(refusal('invalid', 'pickup_is_drop'));
    expect(booking({ drop: { ...near, latitude: near.latitude + 0.00004 } })).not.toThrow();
    expect(booking({ drop: near, stops: [plan.drop!] })).not.toThrow();
    expect(booking({ drop: near, stops: [near, plan.pickup] })).toThrow(refusal('invalid', 'pickup_is_drop'));
    expect(booking({ drop: near, stops: [near, plan.drop!] })).not.toThrow();
    expect(booking({ stops: [near] })).not.toThrow();
  });

  // Local midnight between 22 and 23 November is 18:30 UTC.
  it.each([
    ['a minute before midnight, for a minute after it', '2026-11-22T18:29:00Z', '2026-11-22T18:31:00Z', true],
    [
      'the last millisecond of a day, for the midnight that ends it',
      '2026-11-22T18:29:59.999Z',
      '2026-11-22T18:30:00Z',
      true,
    ],
    ['the first moment of a day, for the last of the same', '2026-11-22T18:30:00Z', '2026-11-23T18:29:59.999Z', false],
    ['early in the morning, for that evening', '2026-11-22T00:00:00Z', '2026-11-22T14:00:00Z', false],
    ['one UTC day, for the next that is the same day in Delhi', '2026-11-22T19:00:00Z', '2026-11-23T01:00:00Z', false],
    ['one UTC day, for the same that is the next day in Delhi', '2026-11-22T01:00:00Z', '2026-11-22T19:00:00Z', true],
  ])('%s', (_, booked, pickupAt, allowed) => {
    const attempt = () => assertPickupTime(new Date(pickupAt), DELHI_NCR, new Date(booked));
    if (allowed) expect(attempt).not.toThrow();
    else expect(attempt).toThrow(refusal('rule', 'pickup_too_soon'));
  });

  it('says which day is the earliest', () => {
    expect(booking({ pickupAt: new Date('2026-11-22T10:00:00Z') })).toThrow(
      /on 2026-11-22 .* earliest day is 2026-11-23/,
    );
  });

  it('takes the same day where the city does, and never the past', () => {
    const sameDay = { ...DELHI_NCR, leadDays: 0 };
    expect(() => assertPickupTime(new Date('2026-11-22T04:01:00Z'), sameDay, now)).not.toThrow();
    for (const past of [now, new Date('2026-11-20T04:00:00Z'), new Date(Number.NaN)]) {
      expect(() => assertPickupTime(past, sameDay, now)).toThrow(refusal('rule', 'pickup_in_past'));
    }
  });

  it('looks ninety days ahead, and no farther', () => {
    const ahead = (milliseconds: number): Date => new Date(now.getTime() + 90 * 86_400_000 + milliseconds);
    expect(() => assertPickupTime(ahead(0), DELHI_NCR, now)).not.toThrow();
    for (const far of [ahead(1), new Date('9999-12-31T23:59:59.999Z'), new Date(8.64e15)]) {
      expect(() => assertPickupTime(far, DELHI_NCR, now)).toThrow(refusal('rule', 'pickup_too_far_ahead'));
    }
  });

  it('begins no ride outside the city', () => {
    expect(booking({ pickup: plan.drop! })).toThrow(refusal('rule', 'pickup_outside_city'));
  });

  it('wants a drop or a rental package, as the trip type says', () => {
    expect(booking({ drop: null })).toThrow(refusal('invalid', 'drop_missing'));
    expect(booking({ rentalPackageCode: 'PKG_8H_80KM' })).toThrow(refusal('invalid', 'rental_package_not_applicable'));
    expect(booking({ tripType: 'RENTAL', drop: null })).toThrow(refusal('invalid', 'rental_package_missing'));
    expect(booking({ tripType: 'RENTAL', drop: null, rentalPackageCode: 'PKG_8H_80KM' })).not.toThrow();
  });
});
