import { appliedOnce, killedAtWork, nothingLost, timersFireOnce } from '../../cluster/claims';
import type { Evidence, OfferEvidence } from '../../cluster/evidence';
import { type Phase, phaseOf, throughputRecovers } from '../../cluster/phases';
import { isShown } from '../../cluster/report';
import { streamsResume, type WatchedStream } from '../../cluster/stream-claims';
import type { Connection } from '../../load/stream-watcher';
import { Journal, type Step, STEPS } from '../../load/journal';
import { Measurements } from '../../load/measurements';

const KILLED = new Date('2026-11-22T10:00:00Z');
const after = (seconds: number): Date => new Date(KILLED.getTime() + seconds * 1_000);

const TELLS: Record<Step, string> = {
  ...{ book: 'ride.booked', assign: 'ride.assigned', accept: 'ride.assigned', depart: 'ride.departed' },
  ...{ arrive: 'ride.arrived', start: 'ride.started', complete: 'ride.completed', cash: 'payment.charge_paid_in_cash' },
};
const ONE: readonly Step[] = STEPS.filter((step) => step !== 'assign');

/** A ride on demand from the wish to the fare, all of it acknowledged and there. */
function whole(): { journal: Journal; evidence: Evidence } {
  const journal = new Journal();
  for (const step of ONE)
    journal.acknowledged.push({
      step,
      rideId: 'r1',
      key: `key of ${step}`,
      path: '/',
      token: '',
      body: {},
      text: '{}',
    });
  journal.points.push({ driverId: 'd1', rideId: 'r1', deviceAt: after(1).toISOString() });
  return {
    journal,
    evidence: {
      told: new Map(ONE.map((step) => [`r1 ${TELLS[step]}`, 1])),
      statusOf: new Map([['r1', 'COMPLETED']]),
      keys: new Set(ONE.map((step) => `key of ${step}`)),
      paid: new Set(['r1']),
      traced: new Set([`r1 d1 ${after(1).getTime() / 1_000}`]),
      offers: [
        { offerId: 'o1', status: 'LAPSED', expiresAt: after(3), endedAt: after(3.2), ends: 1 },
        { offerId: 'o2', status: 'ACCEPTED', expiresAt: after(9), endedAt: after(4), ends: 1 },
      ],
      brokenSearches: 0,
      deadLetters: [],
    },
  };
}

const without = <K, V>(map: ReadonlyMap<K, V>, key: K): Map<K, V> => new Map([...map].filter(([one]) => one !== key));

describe('nothing is lost', () => {
  const { journal, evidence } = whole();

  it('where everything acknowledged is there', () => {
    expect(nothingLost(journal, evidence)).toMatchObject({
      violations: [],
      seen: expect.stringContaining('7 writes and 1'),
    });
  });

  it.each<[string, Partial<Evidence>, string]>([
    [
      'a booking is gone',
      { told: without(evidence.told, 'r1 ride.booked') },
      'A book of ride r1 was acknowledged, and the audit tells no ride.booked.',
    ],
    ['a payment is gone', { told: without(evidence.told, 'r1 payment.charge_paid_in_cash') }, 'A cash of ride r1'],
    ['a key is unknown', { keys: new Set([...evidence.keys].slice(1)) }, 'its key key of book is unknown'],
    [
      'a ride is back where it was',
      { statusOf: new Map([['r1', 'STARTED']]) },
      'A complete of ride r1 was acknowledged, and the ride is STARTED.',
    ],
    ['a fare is owed', { paid: new Set() }, 'its fare is not paid'],
    [
      'a position is in no trace',
      { traced: new Set() },
      'A position of driver d1 on ride r1 was acknowledged, and is in no trace.',
    ],
    ['a listener gave up', { deadLetters: ['live: broken'] }, 'A dead letter was left: live: broken.'],
  ])('is false where %s', (_, planted, sentence) => {
    expect(nothingLost(journal, { ...evidence, ...planted }).violations).toEqual([expect.stringContaining(sentence)]);
  });
});

describe('each key is applied once', () => {
  const { journal, evidence } = whole();
  const repeat = { step: 'cash', key: 'k', isReplay: true, isSame: true } as const;

  it('where each effect is there once, and a repeat is answered as before', () => {
    expect(appliedOnce(journal, evidence, [repeat]).violations).toEqual([]);
  });

  it('also where a booking without an answer was done', () => {
    const unanswered = whole();
    unanswered.journal.unanswered.push({ step: 'book', key: 'k', rideId: null });
    const statusOf = new Map([...evidence.statusOf, ['r2', 'CREATED']]);
    expect(appliedOnce(unanswered.journal, { ...evidence, statusOf }, []).violations).toEqual([]);
  });

  it('is false where an effect is there twice', () => {
    const told = new Map([...evidence.told, ['r1 ride.completed', 2]]);
    expect(appliedOnce(journal, { ...evidence, told }, []).violations).toEqual([
      'The audit tells 2 times of r1 ride.completed.',
    ]);
  });

  it('is false where a ride is there that nobody was told of', () => {
    const statusOf = new Map([...evidence.statusOf, ['r2', 'CREATED']]);
    expect(appliedOnce(journal, { ...evidence, statusOf }, []).violations).toEqual([
      '1 rides are there that nobody was told of, of 0 bookings without an answer.',
    ]);
  });

  it('is false where a repeat is done again, or answered otherwise', () => {
    expect(appliedOnce(journal, evidence, [{ ...repeat, isReplay: false }]).violations).toEqual([
      'A cash that was sent once more (key k) was done once more.',
    ]);
    expect(appliedOnce(journal, evidence, [{ ...repeat, isSame: false }]).violations).toEqual([
      'A cash that was sent once more (key k) was answered otherwise.',
    ]);
  });
});

describe('timers fire once', () => {
  const { evidence } = whole();
  const [lapsed, accepted] = evidence.offers as [OfferEvidence, OfferEvidence];
  const of = (offers: readonly OfferEvidence[], more: Partial<Evidence> = {}) =>
    timersFireOnce({ ...evidence, ...more, offers }, after(60), KILLED, after(10)).violations;

  it('where each offer ended once and in time', () => expect(of([lapsed, accepted])).toEqual([]));

  it.each<[string, OfferEvidence[], string]>([
    ['an offer ran out twice', [{ ...lapsed, ends: 2 }], 'Offer o1 is LAPSED, and ended 2 times.'],
    ['one was accepted and ran out', [lapsed, { ...accepted, ends: 2 }], 'Offer o2 is ACCEPTED, and ended 2 times.'],
    ['one ended and nobody was told', [{ ...lapsed, ends: 0 }], 'ended 0 times'],
    [
      'one never ran out',
      [lapsed, { ...accepted, status: 'OPEN', endedAt: null, ends: 0 }],
      'Offer o2 should have run out',
    ],
    ['one ran out late', [{ ...lapsed, endedAt: after(24) }], 'Offer o1 ran out 21.0 s late.'],
    [
      'none ran out while the process was away',
      [{ ...lapsed, expiresAt: after(-5), endedAt: after(-4) }],
      'nothing was shown',
    ],
  ])('is false where %s', (_, offers, sentence) => {
    expect(of(offers)).toEqual([expect.stringContaining(sentence)]);
  });

  it('is false where a round of a search was run twice', () => {
    expect(of([lapsed], { brokenSearches: 1 })).toEqual([expect.stringContaining('Of 1 searches')]);
  });
});

describe('streams resume', () => {
  const told = (...positions: number[]) => positions.map((position) => ({ position, isSnapshot: false }));
  const first: Connection = {
    servedBy: 'node-1',
    after: null,
    received: [{ position: 3, isSnapshot: true }, ...told(4, 6)],
  };
  const again: Connection = { servedBy: 'node-2', after: 6, received: told(7, 9) };
  const watched = (...connections: Connection[]): WatchedStream => ({
    name: 'Board 1',
    connections,
    expected: [1, 4, 6, 7, 9],
  });

  it('where each was told everything once, at another process too', () => {
    expect(streamsResume([watched(first, again)])).toMatchObject({
      violations: [],
      seen: '1 streams were told 4 changes; 1 came again, 1 to another process',
    });
  });

  it.each<[string, Connection[], string]>([
    ['a change is missing', [first, { ...again, received: told(9) }], 'Board 1 missed 1 changes, the first at 7.'],
    ['the end is missing', [first, { ...again, received: told(7) }], 'Board 1 missed 1 changes, the first at 9.'],
    ['a change is told twice', [first, { ...again, received: told(6, 7, 9) }], 'Board 1 was told of 6 after 6.'],
    ['changes are out of order', [first, { ...again, received: told(9, 7) }], 'Board 1 was told of 7 after 9.'],
    [
      'it was begun anew',
      [first, { ...again, received: [{ position: 7, isSnapshot: true }, ...told(9)] }],
      'Board 1 came again to node-2 with 6, and was begun anew.',
    ],
    ['nobody came again elsewhere', [first, { ...again, servedBy: 'node-1' }], 'No stream went on at another process'],
  ])('is false where %s', (_, connections, sentence) => {
    expect(streamsResume([watched(...connections)]).violations).toEqual([expect.stringContaining(sentence)]);
  });

  it('is false where a stream was never answered', () => {
    expect(streamsResume([watched(first, again), { ...watched(), name: 'Board 2' }]).violations).toEqual([
      'Board 2 was never answered.',
    ]);
  });
});

describe('throughput recovers', () => {
  const phase = (name: Phase['name'], ended: number, arrived = 200): Phase => {
    return { name, arrived, ended, seconds: 10, requestP50Ms: 5, requestP99Ms: 50 };
  };
  const phases = (last: number, arrived?: number): Phase[] => [
    phase('all there', 200),
    phase('one killed', 180),
    phase('all there again', last, arrived),
  ];
  const killed = { name: 'node-2', servedSince: 40 };

  it('where as much ends as arrives, however much that is', () => {
    expect(throughputRecovers(phases(180), [], killed)).toMatchObject({
      violations: [],
      seen: expect.stringContaining('180 positions and reads ended of 200 that arrived, and before 200 of 200;'),
    });
    expect(throughputRecovers(phases(90, 95), [], killed).violations).toEqual([]);
    expect(throughputRecovers(phases(210, 200), [], killed).violations).toEqual([]);
  });

  it('is false where less ends, an act failed, or the process that came back does nothing', () => {
    expect(throughputRecovers(phases(179), [], killed).violations).toEqual([
      '179 positions and reads ended afterwards, of 200 that arrived.',
    ]);
    expect(throughputRecovers(phases(200, 300), [], killed).violations).toHaveLength(1);
    expect(throughputRecovers(phases(200), ['read: no answer'], killed).violations).toEqual([
      'An act failed: read: no answer',
    ]);
    expect(throughputRecovers(phases(200), [], { ...killed, servedSince: 0 }).violations).toEqual([
      'node-2 was started again, and answered nothing.',
    ]);
  });

  it('is false where nothing arrived', () => {
    expect(throughputRecovers(phases(0, 0), [], killed).violations).toHaveLength(1);
  });

  it('counts what was meant to begin in a span against what ended in it, and no rides', () => {
    const measurements = new Measurements();
    const arrivals = [
      { kind: 'positions', atMs: 899 },
      { kind: 'positions', atMs: 1_000 },
      { kind: 'reads', atMs: 1_500 },
      { kind: 'ondemand', atMs: 1_600 },
      { kind: 'reads', atMs: 1_999 },
      { kind: 'reads', atMs: 2_000 },
    ] as const;
    for (const { kind, atMs } of arrivals)
      measurements.record(
        kind === 'reads' ? 'read' : kind === 'ondemand' ? 'ride on demand' : kind,
        50 + atMs,
        150 + atMs,
      );
    const span = { name: 'all there', fromMs: 1_050, toMs: 2_050 } as const;
    expect(phaseOf(span, { arrivals, beganMs: 50 }, measurements)).toMatchObject({ arrived: 3, ended: 2, seconds: 1 });
  });
});

describe('a process that was killed', () => {
  it('shows something only where it was at work', () => {
    expect(killedAtWork('node-2', 1)).toEqual([]);
    expect(killedAtWork('node-2', 0)).toEqual(['node-2 was at nothing when it was killed, so nothing was shown.']);
  });
});

describe('a cluster', () => {
  it('has shown what it claims only where each claim holds', () => {
    const holds = { claim: '', seen: '', violations: [] };
    expect(isShown({ claims: [holds, holds] })).toBe(true);
    expect(isShown({ claims: [holds, { ...holds, violations: ['no'] }] })).toBe(false);
    expect(isShown({ claims: [] })).toBe(false);
  });
});
