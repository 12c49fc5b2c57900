import { DEFAULT_CITY_TERMS, DEFAULT_MATCHING } from '../../../kernel/city-terms';
import type { CandidateFacts } from './candidate';
import { asLookedAt, finishingRide, lookAheadOf, originOf, pickupAfter, wayOf } from './finishing';
import { DEFAULT_POLICY } from './matching-policy';

const now = new Date('2026-11-21T03:30:00.000Z');
const after = (seconds: number): Date => new Date(now.getTime() + seconds * 1_000);
const drop = { latitude: 28.5562, longitude: 77.1 };
const north = (metres: number) => ({ ...drop, latitude: drop.latitude + metres / 111_195 });

describe('finishing a ride', () => {
  it.each<[string, number, number, number]>([
    ['the time that was booked', 300, 100, 300],
    ['the way that is left, where that takes longer', 30, 1_000, 187],
    ['the way that is left, where the booked time is over', -600, 1_000, 187],
    ['a minute at least, to set the rider down', -5, 0, 60],
  ])('takes %s', (_, bookedSeconds, metres, remaining) => {
    const ride = { rideId: 'under way', finishesAt: after(bookedSeconds), drop };
    const told = finishingRide(ride, north(metres), 25, now);
    expect(told).toMatchObject({ remainingSeconds: remaining, freeAt: after(remaining), ...drop });
    expect(told.remainingMetres).toBe(Math.round(metres * 1.3));
  });

  it('is looked for as far ahead as the city says, for rides of now', () => {
    const cityTerms = { ...DEFAULT_CITY_TERMS, matching: { ...DEFAULT_MATCHING, lookAheadMinutes: 5 } };
    const ahead = { seconds: 300, reachMetres: 5_000 };
    expect(lookAheadOf({ demand: 'now', cityTerms }, DEFAULT_POLICY)).toEqual(ahead);
    expect(lookAheadOf({ demand: 'scheduled', cityTerms }, DEFAULT_POLICY)).toBeNull();
    expect(lookAheadOf({ demand: 'now', cityTerms: DEFAULT_CITY_TERMS }, DEFAULT_POLICY)).toBeNull();
  });

  it('adds its rest to the way from the drop, and the rest of now to the way that was found', () => {
    const ride = { rideId: 'under way', finishesAt: after(240), drop };
    const then = finishingRide(ride, north(1_000), 25, now);
    const way = { metres: 700, seconds: 100, estimated: false };
    const pickup = pickupAfter(then, way);
    expect(pickup).toEqual({ metres: 2_000, seconds: 340, estimated: false });
    const facts = { ...north(1_000), pickup, finishing: then } as CandidateFacts;
    expect([originOf(facts), wayOf(facts)]).toEqual([drop, way]);
    const later = finishingRide(ride, north(500), 25, after(60));
    const found = asLookedAt({ ...facts, finishing: later }, facts)!;
    expect(found.pickup).toEqual({ metres: 1_350, seconds: 280, estimated: false });
    expect(asLookedAt({ ...facts, finishing: null }, facts)!.pickup).toEqual(way);
    expect(asLookedAt({ ...facts, finishing: { ...later, rideId: 'another' } }, facts)).toBeNull();
  });
});
