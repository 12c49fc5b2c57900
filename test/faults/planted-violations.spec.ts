import { Pool } from 'pg';
import { OTP_SECRET } from '../../bench/on-demand-world';
import { JWT_SECRET } from '../../bench/seed';
import { Caller } from '../../faults/caller';
import { brokenPromises, type Evidence, PROMISES } from '../../faults/checks/promises';
import { lastPositionsKnown, silentPhones } from '../../faults/checks/positions';
import { unfinished } from '../../faults/checks/rides';
import { gatherEvidence, lookAfterPlanting } from '../../faults/evidence';
import { Ledger } from '../../faults/ledger';
import { Load } from '../../faults/load/load';
import { Phone } from '../../faults/load/phone';
import { PLANTS } from '../../faults/plants';
import { settled } from '../../faults/settle';
import { SKEWS } from '../../faults/strike';
import { WITNESS } from '../../faults/witness';
import { buildWorld, type World } from '../../faults/world';
import { Random } from '../../demo/random';
import { startExotelSimulator } from '../../simulators/exotel/exotel-simulator';
import { startVerificationSimulator } from '../../simulators/verification/verification-simulator';
import { StartCodes } from '../../src/contexts/ride/application/start-codes';
import { eventually, TestApplication } from '../support/application';
import { cloneDatabase, type TestDatabase } from '../support/database';

const SEED = 7;
const PATIENCE_MS = 120_000;

/** Each look of the campaign, on a day without faults: first it finds nothing, then what was planted for it. */
describe('the looks of the fault campaign', () => {
  let database: TestDatabase;
  let application: TestApplication;
  let pool: Pool;
  let evidence: Evidence;
  let world: World;
  let caller: Caller;
  let stop: () => Promise<unknown>;

  beforeAll(async () => {
    database = await cloneDatabase();
    pool = new Pool({ connectionString: database.adminUrl, max: 3 });
    await pool.query(WITNESS);
    const [sms, sources] = await Promise.all([startExotelSimulator(), startVerificationSimulator()]);
    stop = () => Promise.all([sms.stop(), sources.stop()]);
    application = await TestApplication.start({
      database,
      environment: {
        ...{ JWT_SECRET, OTP_SECRET, OTP_COOLDOWN_SECONDS: '0', ACCESS_TOKEN_MINUTES: '1440' },
        ...{ SMS_SIMULATOR_URL: sms.url, VERIFICATION_PROVIDER: 'simulator', VERIFICATION_URL: sources.url },
      },
    });
    const stage = { query: queryOf(pool), sms, sources };
    caller = new Caller(application.url, new Ledger());
    world = await buildWorld(stage, caller);
    const codes = new StartCodes({ otpSecret: OTP_SECRET } as never);
    const load = new Load(caller, world, SEED, (rideId) => codes.of(rideId));
    await load.arrive();
    for (const [place, phone] of load.phones.entries()) phone.skewMs = SKEWS[place % SKEWS.length]!;
    caller.reopen(1);
    load.begin();
    await eventually(async () => {
      const [seen] = await stage.query<Record<string, number>>(
        `SELECT (SELECT count(*)::int FROM payment.charges WHERE kind = 'FARE' AND status = 'PAID') AS fares,
                (SELECT count(*)::int FROM verification.documents WHERE source_answer IS NOT NULL) AS answers,
                (SELECT count(*)::int FROM platform.imports) AS imports,
                (SELECT count(*)::int FROM assignment.trip_traces) AS traced`,
      );
      for (const count of Object.values(seen!)) expect(count).toBeGreaterThan(0);
      expect(load.positionsSince(0).some(({ rideId }) => rideId !== null)).toBe(true);
      expect(caller.ledger.byKind.get('plan a shift')).toBeGreaterThan(0);
    }, PATIENCE_MS);
    load.takeNoMore();
    await eventually(async () => expect(await unfinished(stage.query)).toEqual([]), PATIENCE_MS);
    await load.rest();
    expect(await settled(stage.query, { leases: true, patienceMs: PATIENCE_MS })).toBeNull();
    evidence = await gatherEvidence({ stage, caller, world, load }, null, 0);
  }, 4 * PATIENCE_MS);
  afterAll(async () => {
    await pool.end();
    await application.stop();
    await database.drop();
    await stop();
  });

  it('find nothing where nothing is wrong', async () => {
    expect(await brokenPromises(evidence)).toEqual([]);
  });

  it.each(Object.keys(PLANTS))('see what is planted: %s', async (name) => {
    const plant = PLANTS[name]!;
    const found = await lookAfterPlanting(pool, plant, evidence);
    expect(found).toContainEqual(expect.stringMatching(plant.seenAs));
  });

  it('see a ride that did not end', async () => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(PLANTS['no-driver']!.sql as string);
      expect(await unfinished(queryOf(client))).not.toEqual([]);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('see a driver who reported and is known nowhere, or as of long before', async () => {
    const [position] = evidence.positions;
    const { driverId } = position!;
    const now = Date.now();
    const later = { ...position!, at: now, answeredAt: now };
    expect(await lastPositionsKnown(evidence.query, [position!], now)).toEqual([]);
    expect(await lastPositionsKnown(evidence.query, [later], now)).not.toEqual([]);
    expect(await lastPositionsKnown(evidence.query, [later], now - 1)).toEqual([]);
    await pool.query('DELETE FROM assignment.last_positions WHERE driver_id = $1', [driverId]);
    expect(await lastPositionsKnown(evidence.query, [position!], now)).toEqual([
      expect.stringContaining(`${driverId} reported`),
    ]);
  });

  it('see a phone that reports and is not heard', async () => {
    const [crew] = world.onDemand;
    const phoneOf = (token: string): Phone =>
      new Phone(caller, { ...crew!, session: { ...crew!.session, token } }, new Random(SEED));
    expect(await silentPhones([phoneOf(crew!.session.token)], 0)).toEqual([]);
    expect(await silentPhones([phoneOf('of-nobody')], 0)).toEqual([expect.stringContaining(crew!.driverId)]);
  });

  it('leave no promise without a plant', () => {
    const planted = new Set(Object.values(PLANTS).map(({ promise }) => promise));
    // The last is below: it takes a violation that is committed.
    const others = Object.keys(PROMISES).filter((promise) => !planted.has(promise));
    expect(others).toEqual(['the chain verified by the service']);
  });

  it('see, by the service itself, an entry that was altered', async () => {
    await pool.query(`ALTER TABLE audit.entries DISABLE TRIGGER entries_append_only;
      UPDATE audit.entries SET occurred_at = occurred_at - interval '1 day'
        WHERE id = (SELECT entry_id FROM audit.chain WHERE number = 1)`);
    expect(await PROMISES['the chain verified by the service']!(evidence)).not.toEqual([]);
  });
});

function queryOf(connection: Pick<Pool, 'query'>): Evidence['query'] {
  return async <R extends object>(text: string, values?: unknown[]) =>
    ((await connection.query(text, values)) as { rows: R[] }).rows;
}
