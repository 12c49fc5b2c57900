import { asRole } from '../src/platform/database/roles';
import { BenchClient } from './bench-client';
import { BenchServer } from './bench-server';
import { BenchService } from './bench-service';
import { closedLoop, type Level, median, medianLevel, round } from './measure';
import { record, type RecordedStatement, retold } from './recording';
import { replayBare } from './replay';
import type { BenchOptions, BenchReport } from './report';
import { bookRides, JWT_SECRET, seed, type Seeded, type SeededRide } from './seed';

const CLIENTS = [1, 8, 32];
const DRIVERS = 150;
const RIDES_PER_DRIVER = 17;
const POOL = '16';
const TEMPLATE = 'bench_assign';

/** `POST /v1/rides/{id}/assign` over HTTP, beside the same SQL by bare pg and by a bare Fastify route. */
export async function assign({ rounds }: BenchOptions): Promise<BenchReport> {
  const server = await BenchServer.start();
  try {
    const { seeded, rides, story } = await prepare(server);
    const [first, ...rest] = rides;
    const perLevel = Math.floor(rest.length / CLIENTS.length);
    const shares = CLIENTS.map((_, level) => rest.slice(level * perLevel, (level + 1) * perLevel));
    const stories = new Map(rest.map((ride) => [ride.id, storyOf(story, seeded, first!, ride)]));
    const results = { service: levels(), barePg: levels(), bareFastify: levels() };
    const cpuMs: number[] = [];

    for (let turn = 0; turn < rounds; turn++) {
      await onClone(server, async (database, url) => {
        await overHttp('../src/main', serviceEnvironment(url), seeded, shares, results.service, cpuMs);
        await expectAssigned(server, database, rest.length);
      });
      await onClone(server, async (database, url) => {
        for (const [level, share] of shares.entries()) {
          const tell = (turn: number) => stories.get(share[turn]!.id)!;
          results.barePg[level]!.push(
            await replayBare(asRole(url, 'cabstand_runtime'), CLIENTS[level]!, share.length, tell),
          );
        }
        await expectAssigned(server, database, rest.length);
      });
      await onClone(server, async (database, url) => {
        const environment = { FLOOR_DATABASE_URL: asRole(url, 'cabstand_runtime'), DATABASE_POOL_SIZE: POOL };
        await overHttp('./floor-server', environment, seeded, shares, results.bareFastify, [], stories);
        await expectAssigned(server, database, rest.length);
      });
    }

    const clients = results.service.map(medianLevel);
    const floors = { barePg: results.barePg.map(medianLevel), bareFastify: results.bareFastify.map(medianLevel) };
    const ratio = round(clients[1]!.perSecond / floors.barePg[1]!.perSecond);
    return {
      name: 'assign',
      clients,
      floors,
      ratio,
      ratioToBareFastify: round(clients[1]!.perSecond / floors.bareFastify[1]!.perSecond),
      statementsPerAssign: story.length,
      cpuMsPerAssign: median(cpuMs),
    };
  } finally {
    await server.stop();
  }
}

function levels(): Level[][] {
  return CLIENTS.map(() => []);
}

async function prepare(
  server: BenchServer,
): Promise<{ seeded: Seeded; rides: SeededRide[]; story: RecordedStatement[] }> {
  await server.createMigrated(TEMPLATE);
  const service = await BenchService.start('../src/main', serviceEnvironment(server.url(TEMPLATE)));
  const client = new BenchClient(service.url);
  try {
    const seeded = await seed(server, TEMPLATE, client, DRIVERS);
    const rides = await bookRides(client, seeded, RIDES_PER_DRIVER);
    const first = rides[0]!;
    const story = await record(server, TEMPLATE, () =>
      client.post(`/v1/rides/${first.id}/assign`, seeded.operator.token, { driverId: first.driver.driverId }),
    );
    return { seeded, rides, story };
  } finally {
    client.close();
    await service.stop();
  }
}

function serviceEnvironment(url: string): Record<string, string> {
  return {
    DATABASE_URL: url,
    DATABASE_POOL_SIZE: POOL,
    JWT_SECRET,
    SMS_SIMULATOR_PORT: '0',
    ROUTING_PROVIDER: 'estimate',
  };
}

async function overHttp(
  module: string,
  environment: Record<string, string>,
  seeded: Seeded,
  shares: readonly (readonly SeededRide[])[],
  into: Level[][],
  cpuMs: number[],
  stories?: ReadonlyMap<string, RecordedStatement[]>,
): Promise<void> {
  const service = await BenchService.start(module, environment);
  const client = new BenchClient(service.url);
  try {
    if (stories) await client.post('/load', '', [...stories]);
    for (const [level, share] of shares.entries()) {
      let next = 0;
      const before = service.cpuMs();
      into[level]!.push(
        await closedLoop(CLIENTS[level]!, share.length, async () => {
          const ride = share[next++]!;
          await client.post(`/v1/rides/${ride.id}/assign`, seeded.operator.token, { driverId: ride.driver.driverId });
        }),
      );
      cpuMs.push((service.cpuMs() - before) / share.length);
    }
  } finally {
    client.close();
    await service.stop();
  }
}

function storyOf(story: RecordedStatement[], seeded: Seeded, told: SeededRide, ride: SeededRide): RecordedStatement[] {
  const { operator, organizationId, hubId, fleetId } = seeded;
  const kept = new Set([operator.userId, operator.sessionId, organizationId, hubId, fleetId]);
  const replacements = new Map([
    [told.id, ride.id],
    [told.driver.driverId, ride.driver.driverId],
    [told.driver.vehicleId, ride.driver.vehicleId],
    [told.driver.rosterEntryId, ride.driver.rosterEntryId],
    ...shiftedTimes(story, ride.pickupAt.getTime() - told.pickupAt.getTime()),
  ]);
  return retold(story, replacements, kept);
}

/** Every moment near the recorded pickup, as the statements write it, moved as far as the other pickup lies away. */
function shiftedTimes(story: readonly RecordedStatement[], byMs: number): [string, string][] {
  const stamps = new Set(
    story.flatMap(({ values }) =>
      values.flatMap((value) => value?.match(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:\d\d)?)/g) ?? []),
    ),
  );
  const soon = Date.now() + 5 * 60_000;
  return [...stamps]
    .filter((stamp) => Date.parse(stamp) > soon)
    .map((stamp) => [stamp, new Date(Date.parse(stamp) + byMs).toISOString()]);
}

async function onClone(server: BenchServer, work: (database: string, url: string) => Promise<void>): Promise<void> {
  const database = 'bench_assign_round';
  await server.drop(database);
  await server.clone(TEMPLATE, database);
  await work(database, server.url(database));
  await server.drop(database);
}

/** A floor that fails quietly would be fast. */
async function expectAssigned(server: BenchServer, database: string, atLeast: number): Promise<void> {
  const [row] = await server.query<{ n: number }>(
    database,
    `SELECT count(DISTINCT e.ride_id)::int AS n FROM assignment.engagements e JOIN ride.rides r ON r.id = e.ride_id
     JOIN audit.entries a ON a.entity_id IN (e.id, r.id) WHERE r.status = 'DRIVER_ASSIGNED'`,
  );
  if (row!.n < Math.floor(atLeast / CLIENTS.length) * CLIENTS.length)
    throw new Error(`Only ${row!.n} of ${atLeast} rides were assigned.`);
}
