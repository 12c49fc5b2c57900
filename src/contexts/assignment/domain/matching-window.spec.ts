import fc from 'fast-check';
import type { CandidateFacts } from './candidate';
import type { Look } from './look';
import { matchTogether, type RideInWindow, weightOfWaiting, windowClosesAt } from './matching-window';
import { weighed } from './rank-candidates';
import { reachOf } from './reach';

const ten = new Date('2026-11-21T04:30:00.000Z');
const after = (seconds: number): Date => new Date(ten.getTime() + seconds * 1_000);

const scoreOfWay = (seconds: number) => ({
  cost: seconds - 30,
  parts: { pickup: seconds, idle: 0, acceptance: -30, charge: 0 },
});

/** A ride that could have these drivers, each so many seconds away. */
function ride(rideId: string, ways: Readonly<Record<string, number>>, weight = 1, waitsSince = ten): RideInWindow {
  const judged = Object.entries(ways).map(([driverId, seconds]) => {
    const facts = { driverId, straightMetres: seconds, pickup: { seconds } } as CandidateFacts;
    return { driverId, facts, verdicts: [], score: scoreOfWay(seconds) };
  });
  const look: Look = { reach: reachOf(5_000), isCrowded: false, judged, outside: [] };
  return { rideId, waitsSince, weight, look, leastLeftOut: Infinity };
}

const given = (rides: readonly RideInWindow[]) =>
  matchTogether(rides).rides.map(({ ride: { rideId }, chosen }) => [rideId, chosen?.driverId ?? null]);

describe('a window', () => {
  it('closes at the next whole multiple of its length, never at once', () => {
    expect(windowClosesAt(ten, 2)).toEqual(after(2));
    expect(windowClosesAt(after(1.999), 2)).toEqual(after(2));
    expect(windowClosesAt(after(2), 3)).toEqual(after(3));
  });

  it('lets the way of a ride weigh more the longer it has waited, up to three times', () => {
    expect(weightOfWaiting(0, 10)).toBe(1);
    expect(weightOfWaiting(-5, 10)).toBe(1);
    expect(weightOfWaiting(60, 10)).toBeCloseTo(1.1, 10);
    expect(weightOfWaiting(7_200, 10)).toBe(3);
    expect(weightOfWaiting(7_200, 0)).toBe(1);
    expect(weighed(scoreOfWay(200), 1.5)).toEqual({
      cost: 270,
      parts: { pickup: 200, idle: 0, acceptance: -30, charge: 0, waiting: 100 },
    });
  });
});

describe('rides that are matched together', () => {
  // The first alone would take Ravi, and leave the second with a long way.
  const first = ride('first', { ravi: 60, meena: 90 });
  const second = ride('second', { ravi: 70, meena: 600 });

  it('cost the least in all, and say who was given away', () => {
    const match = matchTogether([first, second]);
    expect(given([first, second])).toEqual([
      ['first', 'meena'],
      ['second', 'ravi'],
    ]);
    expect(match).toMatchObject({ drivers: 2, cost: 100, greedy: { cost: 600, matched: 2 } });
    const [one, two] = match.rides;
    expect(one).toMatchObject({ givenAway: 1, askable: [{ driverId: 'meena' }] });
    expect(one!.look.judged).toMatchObject([{ passedOver: 'given_to_another_ride' }, { driverId: 'meena' }]);
    expect(two).toMatchObject({ givenAway: 0, askable: [{ driverId: 'ravi' }] });
    // Meena would have cost the second more in any case: she was outranked there.
    expect(two!.look.judged.every((judged) => !('passedOver' in judged))).toBe(true);
  });

  it('may ask others, in their order, where the chosen one is gone, but nobody of another ride', () => {
    const [one] = matchTogether([ride('one', { ravi: 60, asha: 300, meena: 90, john: 200 }), second]).rides;
    expect(one!.askable.map(({ driverId }) => driverId)).toEqual(['meena', 'john', 'asha']);
  });

  it('leave without a driver who has waited the least', () => {
    // Also where waiting weighs nothing, or no more than it does for others.
    const late = ride('late', { ravi: 10 }, 1, after(50));
    const early = ride('early', { ravi: 900 });
    expect(given([late, early])).toEqual([
      ['late', null],
      ['early', 'ravi'],
    ]);
  });

  it('are as many as can have a driver, however far some of them have to come', () => {
    expect(given([ride('near', { ravi: 10, meena: 20 }), ride('far', { ravi: 15 })])).toEqual([
      ['near', 'meena'],
      ['far', 'ravi'],
    ]);
    expect(given([ride('nobody', {}), ride('far', { ravi: 3_000_000 })])).toEqual([
      ['nobody', null],
      ['far', 'ravi'],
    ]);
    // Though who has waited longest would rather have him who is the other's only one.
    const late = ride('late', { ravi: 9_000_000 }, 1, after(50));
    expect(given([ride('early', { ravi: 1, meena: 9_000_000 }), late])).toEqual([
      ['early', 'meena'],
      ['late', 'ravi'],
    ]);
  });

  it('say for which of them somebody who was not looked at might be cheaper', () => {
    // The first pays the 60 of Meena; the second 40 for Ravi, and the 30 more that the first has without him.
    const known = { first: { ...first, leastLeftOut: 59 }, second: { ...second, leastLeftOut: 70 } };
    expect(matchTogether([known.first, known.second]).unsure).toEqual([known.first]);
    expect(matchTogether([{ ...first, leastLeftOut: 60 }, known.second]).unsure).toEqual([]);
    expect(matchTogether([first, { ...second, leastLeftOut: 69 }]).unsure).toMatchObject([{ rideId: 'second' }]);
    // Where nobody is left for one of them, either may leave its driver to the other, however far the next one is.
    const both = ['one', 'other'].map((rideId) => ({ ...ride(rideId, { ravi: 10 }), leastLeftOut: 50_000 }));
    expect(matchTogether(both).unsure).toHaveLength(2);
  });

  it('never share a driver, never cost more than one after the other, and are never fewer', () => {
    const ways = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.integer({ min: 1, max: 900 }));
    fc.assert(
      fc.property(fc.array(ways, { maxLength: 7 }), (rides) => {
        const match = matchTogether(rides.map((ofRide, index) => ride(`ride ${index}`, ofRide)));
        const drivers = match.rides.flatMap(({ chosen }) => (chosen ? [chosen.driverId] : []));
        expect(new Set(drivers).size).toBe(drivers.length);
        expect(drivers.length).toBeGreaterThanOrEqual(match.greedy.matched);
        if (drivers.length === match.greedy.matched) expect(match.cost).toBeLessThanOrEqual(match.greedy.cost);
      }),
    );
  });
});
