import fc from 'fast-check';
import type { CandidateFacts } from './candidate';
import { DEFAULT_POLICY } from './matching-policy';
import { rank, scoreOf } from './rank-candidates';

const now = new Date('2026-11-21T03:30:00.000Z');

interface Told {
  readonly driverId: string;
  readonly seconds: number;
  readonly waitedMinutes: number | null;
  readonly offersMade: number;
  readonly acceptedShare: number;
  readonly chargePercent: number | null;
}

function candidate({ driverId, seconds, waitedMinutes, offersMade, acceptedShare, chargePercent }: Told) {
  const facts = {
    driverId,
    pickup: { metres: seconds * 7, seconds, estimated: false },
    idleSince: waitedMinutes === null ? null : new Date(now.getTime() - waitedMinutes * 60_000),
    offersMade,
    offersAccepted: Math.round(offersMade * acceptedShare),
    chargePercent,
  };
  return { driverId, score: scoreOf(facts as CandidateFacts, DEFAULT_POLICY.weights, now) };
}

const told: fc.Arbitrary<Told> = fc.record({
  driverId: fc.uuid(),
  // Few values, so that equal costs are met.
  seconds: fc.integer({ min: 0, max: 20 }).map((n) => n * 30),
  waitedMinutes: fc.option(fc.integer({ min: 0, max: 4 }).map((n) => n * 20)),
  offersMade: fc.integer({ min: 0, max: 4 }),
  acceptedShare: fc.constantFrom(0, 0.5, 1),
  chargePercent: fc.option(fc.integer({ min: 0, max: 100 })),
});
const several = fc.uniqueArray(told, { minLength: 1, maxLength: 30, selector: ({ driverId }) => driverId });

describe('ranking candidates', () => {
  const usual: Told = {
    ...{ driverId: 'a', seconds: 300, waitedMinutes: 10, offersMade: 4, acceptedShare: 1, chargePercent: 80 },
  };

  it('takes what finishing a ride first may cost, and no waiting, into account', () => {
    const facts = { idleSince: now, offersMade: 0, offersAccepted: 0, chargePercent: null };
    const pickup = { metres: 1_000, seconds: 240, estimated: false };
    const busy = { ...facts, idleSince: new Date(0), pickup, finishing: { rideId: 'under way' } } as CandidateFacts;
    const { cost, parts } = scoreOf(busy, DEFAULT_POLICY.weights, now);
    expect(parts).toEqual({ pickup: 240, idle: 0, acceptance: -30, charge: 0, finishing: 60 });
    expect(cost).toBe(270);
    // Who is idle wins where he is there less than that minute later, and loses beyond.
    const idle = (seconds: number) =>
      scoreOf({ ...facts, pickup: { ...pickup, seconds } } as CandidateFacts, DEFAULT_POLICY.weights, now).cost;
    expect(idle(299)).toBeLessThan(cost);
    expect(idle(301)).toBeGreaterThan(cost);
  });

  it.each<[string, Partial<Told>]>([
    ['who is nearer', { seconds: 299 }],
    ['who has waited longer', { waitedMinutes: 11 }],
    ['who accepts more', { offersMade: 8 }],
    ['who has more charge left', { chargePercent: 81 }],
  ])('prefers %s, all else being equal', (_, better) => {
    const other = candidate({ ...usual, acceptedShare: 0.5 });
    const best = candidate({
      ...usual,
      acceptedShare: 0.5,
      driverId: 'b',
      ...better,
      ...(better.offersMade && { acceptedShare: 0.75 }),
    });
    expect(rank([other, best])[0]!.driverId).toBe('b');
  });

  it('counts waiting up to an hour, and the way before all else', () => {
    const day = candidate({ ...usual, driverId: 'waited for a day', seconds: 500, waitedMinutes: 1_440 });
    const near = candidate({
      ...usual,
      driverId: 'near',
      seconds: 300,
      waitedMinutes: 0,
      acceptedShare: 0,
      chargePercent: 30,
    });
    expect(rank([day, near])[0]!.driverId).toBe('near');
    expect(day.score.parts.idle).toBe(-60);
  });

  it('is a sum of its parts', () => {
    fc.assert(
      fc.property(told, (facts) => {
        const { cost, parts } = candidate(facts).score;
        expect(cost).toBeCloseTo(parts.pickup + parts.idle + parts.acceptance + parts.charge, 6);
      }),
    );
  });

  it('is one order of all, however they are given', () => {
    fc.assert(
      fc.property(several, fc.infiniteStream(fc.nat()), (facts, shuffle) => {
        const candidates = facts.map(candidate);
        const shuffled = candidates
          .map((one) => ({ one, at: shuffle.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        const ids = rank(candidates).map(({ driverId }) => driverId);
        expect(rank(shuffled).map(({ driverId }) => driverId)).toEqual(ids);
        expect(new Set(ids).size).toBe(candidates.length);
      }),
    );
  });

  it('keeps its best when a worse one joins', () => {
    fc.assert(
      fc.property(several, told, (facts, newcomer) => {
        const candidates = facts.map(candidate);
        const best = rank(candidates)[0]!;
        const joining = candidate(newcomer);
        fc.pre(joining.score.cost > best.score.cost);
        expect(rank([...candidates, joining])[0]!.driverId).toBe(best.driverId);
      }),
    );
  });
});
