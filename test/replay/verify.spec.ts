import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { leftOver, rideViolations } from '../../replay/verify';
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

  function window(closesAt: Date): Promise<unknown> {
    return pool.query(
      `INSERT INTO assignment.matching_windows (id, organization_id, city, closes_at) VALUES ($1, $1, 'MANHATTAN', $2)`,
      [uuidv7(), closesAt],
    );
  }
});
