import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { leftOver, matchedHow, matchingViolations, rideViolations, servedViolations } from '../../replay/verify';
import { cloneDatabase, type TestDatabase } from '../support/database';

type Ride = Parameters<typeof rideViolations>[0][number];
type Asked = Parameters<typeof rideViolations>[1][number];

const ride = (id: string, change: Partial<Ride> = {}): Ride =>
  ({ id, code: id.toUpperCase(), status: 'COMPLETED', fare: {}, awaitingReview: false, ...change }) as Ride;
const asked = (rideId: string, end: Asked['end'] = 'completed'): Asked =>
  ({ rideId, end, trip: { trip: 7 } }) as unknown as Asked;

describe('the rides of a replay', () => {
  it('are as their riders saw them end', () => {
    const rides = [
      ride('a'),
      ride('b', { status: 'CANCELLED', fare: null }),
      ride('c', { fare: null, awaitingReview: true }),
    ];
    expect(rideViolations(rides, [asked('a'), asked('b', 'unserved'), asked('c')])).toEqual([]);
  });

  it.each<[string, Ride[], Asked[]]>([
    ['There are 1 rides of 2 requests.', [ride('a')], [asked('a'), asked('a')]],
    ['The ride of trip 7 is COMPLETED, and was unserved.', [ride('a')], [asked('a', 'unserved')]],
    ['The ride of trip 7 is STARTED, and was left open.', [ride('a', { status: 'STARTED' })], [asked('a', null)]],
    ['The ride of trip 7 is nowhere, and was completed.', [ride('a')], [asked('b')]],
    ['Ride A is completed and has no fare.', [ride('a', { fare: null })], [asked('a')]],
  ])('are told of where not: %s', (sentence, rides, requests) => {
    expect(rideViolations(rides, requests)).toEqual([sentence]);
  });
});

describe('a replay', () => {
  it('in which nobody was served is told of', () => {
    expect(servedViolations([asked('a', 'unserved'), asked('b')])).toEqual([]);
    expect(servedViolations([asked('a', 'unserved'), asked('b', null)])).toEqual(['None of 2 requests was served.']);
  });
});

describe('how rides were matched', () => {
  const options = {
    mode: 'batched',
    windowSeconds: 2,
    waitingPercent: 10,
    lookAheadMinutes: 5,
    fairnessSeconds: 1,
  } as const;
  const terms = { ...options, waitingPercentPerMinute: 10 };
  const used = { windows: 3, offersAhead: 1 };

  it('is as it was asked for', () => {
    expect(matchingViolations(options, terms, used)).toEqual([]);
    const each = { ...options, mode: 'greedy' as const, lookAheadMinutes: 0 };
    expect(matchingViolations(each, { ...terms, ...each }, { windows: 0, offersAhead: 0 })).toEqual([]);
  });

  it.each([
    ['The service matched by mode greedy, not batched.', options, { mode: 'greedy' }, used],
    ['The service matched by windowSeconds 3, not 2.', options, { windowSeconds: 3 }, used],
    ['The service matched by waitingPercentPerMinute 0, not 10.', options, { waitingPercentPerMinute: 0 }, used],
    ['The service matched by lookAheadMinutes 0, not 5.', options, { lookAheadMinutes: 0 }, used],
    ['The service matched by fairnessSeconds 9, not 1.', options, { fairnessSeconds: 9 }, used],
    ['No window matched any ride.', options, {}, { ...used, windows: 0 }],
    [
      '3 windows matched rides, and there were to be none.',
      { ...options, mode: 'greedy' as const },
      { mode: 'greedy' },
      used,
    ],
    [
      '1 offers came to drivers who had a rider aboard, and none was to.',
      { ...options, lookAheadMinutes: 0 },
      { lookAheadMinutes: 0 },
      used,
    ],
  ])('is told of where not: %s', (sentence, asked, other, used) => {
    expect(matchingViolations(asked, { ...terms, ...other }, used)).toEqual([sentence]);
  });
});

describe('what a replay leaves over', () => {
  let database: TestDatabase;
  let pool: Pool;
  const now = new Date('2026-11-21T06:00:00Z');
  const before = new Date('2026-11-21T05:59:00Z');
  const after = new Date('2026-11-21T06:01:00Z');

  beforeAll(async () => {
    database = await cloneDatabase();
    pool = new Pool({ connectionString: database.adminUrl, max: 1 });
  });
  afterEach(async () => {
    const tables = 'matching_windows, assignment.search_rounds, assignment.offers, assignment.searches';
    await pool.query(`TRUNCATE assignment.${tables}, platform.outbox`);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('is nothing, but for what is due later', async () => {
    await window(after);
    expect(await leftOver(pool, now)).toEqual([]);
  });

  it('is a window that nobody closed, and an event that nobody heard', async () => {
    await window(before);
    await pool.query(
      `INSERT INTO platform.outbox (event_id, listener, effect, aggregate_version, due_at, event)
       VALUES ($1, 'TellOfRides.booked', 'database', 1, $2, '{}')`,
      [uuidv7(), before],
    );
    expect((await leftOver(pool, now)).sort()).toEqual([
      '1 events wait for TellOfRides.booked.',
      '1 windows are left OPEN.',
    ]);
  });

  it('is an offer that should have ended', async () => {
    await offered({ expiresAt: after });
    expect(await leftOver(pool, now)).toEqual([]);
    await offered({ expiresAt: before });
    expect(await leftOver(pool, now)).toEqual(['1 offers are open, and were to end.']);
  });

  it('is a ride that a window offered and does not tell of', async () => {
    const told = uuidv7();
    const windowId = await windowOf(told);
    await offered({ rideId: told, windowId });
    expect(await leftOver(pool, now)).toEqual([]);
    await offered({ windowId });
    expect(await leftOver(pool, now)).toEqual(['1 rides of windows were offered and are in no round of theirs.']);
  });

  it('does not hide how it was matched', async () => {
    expect(await matchedHow(pool)).toEqual({ windows: 0, offersAhead: 0 });
    const windowId = await windowOf();
    await offered({ windowId, aheadOf: uuidv7() });
    await offered({ windowId });
    await offered({});
    expect(await matchedHow(pool)).toEqual({ windows: 1, offersAhead: 1 });
  });

  async function windowOf(...rideIds: string[]): Promise<string> {
    const windowId = uuidv7();
    const rides = JSON.stringify(rideIds.map((rideId) => ({ rideId })));
    await pool.query(
      `INSERT INTO assignment.matching_windows (id, organization_id, city, closes_at, status, matched_at, drivers, cost,
         greedy_cost, greedy_matched, rides)
       VALUES ($1, $1, 'MANHATTAN', $2, 'MATCHED', $2, 1, 0, 0, 1, $3)`,
      [windowId, before, rides],
    );
    return windowId;
  }

  interface Told {
    readonly rideId?: string;
    readonly expiresAt?: Date;
    readonly windowId?: string;
    /** The ride that its driver finishes first. */
    readonly aheadOf?: string;
  }

  /** A search whose first round asked somebody. */
  async function offered({ rideId = uuidv7(), expiresAt = after, windowId, aheadOf }: Told): Promise<void> {
    const [searchId, driverId] = [uuidv7(), uuidv7()];
    const madeAt = new Date(expiresAt.getTime() - 20_000);
    await pool.query(
      `INSERT INTO assignment.searches (id, organization_id, version, ride_id, reason, policy_version, pickup_latitude,
         pickup_longitude, status, rounds, offers, started_at, ends_by)
       VALUES ($1, $1, 1, $2, 'booked', 1, 40.7, -74, 'OPEN', 1, 1, $3, $4)`,
      [searchId, rideId, madeAt, expiresAt],
    );
    await pool.query(
      `INSERT INTO assignment.search_rounds (id, organization_id, search_id, ride_id, round, at, policy_version, candidates,
         chosen, record, window_id)
       VALUES ($1, $1, $1, $2, 1, $3, 1, 1, ARRAY[$4::uuid], 'told', $5)`,
      [searchId, rideId, madeAt, driverId, windowId ?? null],
    );
    await pool.query(
      `INSERT INTO assignment.offers (id, organization_id, version, search_id, ride_id, driver_id, vehicle_id, round, status,
         pickup_metres, pickup_seconds, pickup_estimated, made_at, expires_at, after_ride_id, free_at)
       VALUES ($1, $1, 1, $1, $2, $3, $3, 1, 'OPEN', 0, 0, true, $4, $5, $6, $7)`,
      [searchId, rideId, driverId, madeAt, expiresAt, aheadOf ?? null, aheadOf ? expiresAt : null],
    );
  }

  function window(closesAt: Date): Promise<unknown> {
    return pool.query(
      `INSERT INTO assignment.matching_windows (id, organization_id, city, closes_at) VALUES ($1, $1, 'MANHATTAN', $2)`,
      [uuidv7(), closesAt],
    );
  }
});
