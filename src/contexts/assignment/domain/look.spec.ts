import fc from 'fast-check';
import { estimateSeconds } from '../../../platform/routing/estimated-routing';
import type { CandidateFacts } from './candidate';
import { comparable, hasBest, type Judged, MOST_JUDGED, passing, recordOf } from './look';
import { DEFAULT_POLICY, type MatchingPolicy } from './matching-policy';
import { rank, scoreOf } from './rank-candidates';
import { leastCostBeyond, NOWHERE, reachOf, ringsOf } from './reach';
import type { Search } from './search';

const now = new Date('2026-11-21T03:30:00.000Z');

interface Told {
  readonly driverId: string;
  readonly metres: number;
  readonly waitedMinutes: number;
  readonly accepts: boolean;
  readonly chargePercent: number;
  readonly passes: boolean;
}

function judged(
  { driverId, metres, waitedMinutes, accepts, chargePercent, passes }: Told,
  policy: MatchingPolicy,
): Judged {
  const facts = {
    driverId,
    straightMetres: metres,
    pickup: { metres: Math.round(metres * 1.3), seconds: estimateSeconds(metres), estimated: true },
    idleSince: new Date(now.getTime() - waitedMinutes * 60_000),
    offersMade: 20,
    offersAccepted: accepts ? 20 : 0,
    chargePercent,
  } as CandidateFacts;
  return { driverId, facts, verdicts: [], score: passes ? scoreOf(facts, policy.weights, now) : null };
}

const told: fc.Arbitrary<Told> = fc.record({
  driverId: fc.uuid(),
  metres: fc.integer({ min: 0, max: 1_500 }),
  waitedMinutes: fc.integer({ min: 0, max: 90 }),
  accepts: fc.boolean(),
  chargePercent: fc.integer({ min: 0, max: 100 }),
  passes: fc.boolean(),
});
const crowd = fc.uniqueArray(told, { minLength: 12, maxLength: 60, selector: ({ driverId }) => driverId });
/** Light weights, so that a look often may end early; and a small batch or none. */
const policies = fc.record({ share: fc.constantFrom(0.01, 0.2, 1), batchSize: fc.integer({ min: 1, max: 4 }) });

function policyOf({ share, batchSize }: { share: number; batchSize: number }): MatchingPolicy {
  const { weights } = DEFAULT_POLICY;
  const light = { idleMinute: weights.idleMinute * share, acceptance: weights.acceptance * share };
  return {
    ...DEFAULT_POLICY,
    batchSize,
    weights: { ...weights, ...light, chargePercent: weights.chargePercent * share },
  };
}

describe('a look from near to far', () => {
  it('has the best among the judged wherever it may end, by brute force over everybody', () => {
    let ended = 0;
    fc.assert(
      fc.property(crowd, policies, (drivers, terms) => {
        const policy = policyOf(terms);
        const all = drivers.map((driver) => judged(driver, policy));
        const best = rank(passing(all)).slice(0, policy.batchSize);
        all.sort((a, b) => a.facts.straightMetres - b.facts.straightMetres);
        for (let seen = 1; seen < all.length; seen++) {
          const { straightMetres: metres, driverId } = all[seen - 1]!.facts;
          if (!hasBest(all.slice(0, seen), { metres, driverId }, policy)) continue;
          ended += 1;
          const chosen = rank(passing(all.slice(0, seen))).slice(0, policy.batchSize);
          expect(chosen.map(({ score }) => score.cost)).toEqual(best.map(({ score }) => score.cost));
        }
      }),
      { numRuns: 500 },
    );
    // A look that never ends early would prove nothing.
    expect(ended).toBeGreaterThan(100);
  });

  it('goes on while few pass, however good they are, and where more searches ask at once', () => {
    const here = Array.from({ length: 9 }, (_, i) => ({
      ...{ driverId: `${i}`, metres: 10, waitedMinutes: 60, accepts: true, chargePercent: 100, passes: true },
    }));
    const all = here.map((driver) => judged(driver, DEFAULT_POLICY));
    expect(hasBest(all, reachOf(1_000), DEFAULT_POLICY)).toBe(false);
    const tenth = { ...all[0]!, driverId: '10' };
    expect(hasBest([...all, tenth], reachOf(1_000), DEFAULT_POLICY)).toBe(true);
    expect(hasBest([...all, tenth], reachOf(1_000), DEFAULT_POLICY, { enough: 20 })).toBe(false);
    expect(hasBest([...all, tenth], NOWHERE, DEFAULT_POLICY)).toBe(false);
  });

  it('goes in rings that double to the first circle, then by the circles of the policy', () => {
    expect(ringsOf(DEFAULT_POLICY).map(({ radiusMetres, endsCircle }) => [radiusMetres, endsCircle])).toEqual([
      ...[
        [500, false],
        [1_000, false],
        [1_500, true],
        [3_000, true],
        [4_500, true],
        [5_000, true],
      ],
    ]);
    // 3 km are 562 s by the estimate; an hour's wait, every offer accepted and a full battery take 100 off.
    expect(leastCostBeyond(3_000, DEFAULT_POLICY)).toBe(462);
  });

  it('compares those whose way is known by road, and estimates only where no way is', () => {
    const driver = { metres: 900, waitedMinutes: 0, accepts: true, chargePercent: 50, passes: true };
    const guessed = judged({ ...driver, driverId: 'guessed' }, DEFAULT_POLICY);
    const { facts } = guessed;
    const pickup = { ...facts.pickup, estimated: false };
    const routed = { ...guessed, driverId: 'routed', facts: { ...facts, driverId: 'routed', pickup } };
    expect(passing(comparable([guessed, routed]))).toEqual([routed]);
    expect(comparable([guessed, routed])[0]).toMatchObject({ score: null, passedOver: 'not_routed' });
    expect(comparable([guessed])).toEqual([guessed]);
    const refused = { ...routed, score: null };
    expect(comparable([guessed, refused])).toEqual([guessed, refused]);
  });

  it('bounds what lies beyond by the speed that ways are estimated at', () => {
    const all = Array.from({ length: 10 }, (_, i) =>
      judged(
        { driverId: `${i}`, metres: 100, waitedMinutes: 0, accepts: true, chargePercent: 100, passes: true },
        DEFAULT_POLICY,
      ),
    );
    // At 25 km/h a kilometre is worth 187 s, at 80 no more than 59: less than an hour's wait.
    expect(hasBest(all, reachOf(1_000), DEFAULT_POLICY)).toBe(true);
    expect(hasBest(all, reachOf(1_000), DEFAULT_POLICY, { ways: { kilometresPerHour: 80 } })).toBe(false);
    expect(hasBest(all, reachOf(1_000), DEFAULT_POLICY, { ways: 'by_road' })).toBe(false);
    // A road may be as straight as the crow flies: 45 s, with 100 off.
    expect(leastCostBeyond(1_000, DEFAULT_POLICY, 'by_road')).toBeCloseTo(-55, 9);
  });

  it('says in the record where it judged as many as it may, and where it left some out', () => {
    const driver = { metres: 10, waitedMinutes: 0, accepts: true, chargePercent: 50, passes: false };
    const all = Array.from({ length: MOST_JUDGED }, (_, i) => judged({ ...driver, driverId: `${i}` }, DEFAULT_POLICY));
    const noteOf = (some: Judged[], isCrowded: boolean): string =>
      recordOf({} as Search, { reach: reachOf(10), isCrowded, judged: some, outside: [] }, [], 'Nobody.', now).note;
    const crowded =
      'Nobody. At least 500 drivers stood near: of those farther only who was on duty, in a fitting cab and free was judged.';
    expect(noteOf(all, true)).toBe(
      `${crowded} It judged 1,000 drivers, as many as a round may, and looked no further.`,
    );
    expect(noteOf(all.slice(1), true)).toBe(crowded);
    // All who stood near were judged: nobody was looked for behind them.
    expect(noteOf(all.slice(0, 500), false)).toBe('Nobody.');
  });
});
