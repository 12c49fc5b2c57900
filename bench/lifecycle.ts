import { startExotelSimulator } from '../simulators/exotel/exotel-simulator';
import { StartCodes } from '../src/contexts/ride/application/start-codes';
import type { Configuration } from '../src/platform/config/configuration';
import { asRole } from '../src/platform/database/roles';
import { randomBytes } from 'node:crypto';
import { BenchClient } from './bench-client';
import { BenchServer } from './bench-server';
import { BenchService } from './bench-service';
import { closedLoop, type Level, median, medianLevel, round } from './measure';
import { record, type RecordedStatement, retold } from './recording';
import { replayBare } from './replay';
import type { BenchOptions, BenchReport } from './report';
import { book, JWT_SECRET, PICKUP_FIX, seed, type Seeded, type SeededDriver } from './seed';

const CLIENTS = [1, 8, 16, 64];
const RIDES = [150, 500, 800, 800];
const COUNTED_RIDES = 200;
const TEMPLATE = 'bench_lifecycle';
const OTP_SECRET = 'the-otp-secret-of-the-benchmarks-0123456789';
const ROUND = 'bench_lifecycle_round';

/** As the rider reads it in his message. */
const codes = new StartCodes({ otpSecret: OTP_SECRET } as Configuration);

interface Ridden {
  readonly id: string;
  readonly code: string;
}

/** A whole ride: book, assign, depart, arrive, start, complete, each over HTTP by whoever does it. */
export async function lifecycle({ rounds }: BenchOptions): Promise<BenchReport> {
  const server = await BenchServer.start();
  const sms = await startExotelSimulator({ port: 0, stepMs: 60_000 });
  const environment = (database: string): Record<string, string> => ({
    DATABASE_URL: server.url(database),
    DATABASE_POOL_SIZE: '16',
    JWT_SECRET,
    OTP_SECRET,
    SMS_SIMULATOR_URL: sms.url,
    ROUTING_PROVIDER: 'estimate',
  });
  const results: Level[][] = CLIENTS.map(() => []);
  const floor: Level[] = [];
  const cpuMs: number[] = [];
  try {
    await server.createMigrated(TEMPLATE);
    const seeded = await withService(environment(TEMPLATE), (client) =>
      seed(server, TEMPLATE, client, Math.max(...CLIENTS)),
    );
    const tell = await recorded(server, environment, seeded);
    for (let turn = 0; turn < rounds; turn++) {
      await onClone(server, () =>
        withService(environment(ROUND), async (client, service) => {
          for (const [level, clients] of CLIENTS.entries()) {
            const before = service.cpuMs();
            results[level]!.push(
              await closedLoop(clients, RIDES[level]!, async (index) => {
                await rideOnce(client, seeded, seeded.drivers[index]!);
              }),
            );
            cpuMs.push((service.cpuMs() - before) / RIDES[level]!);
          }
          await expectCompleted(
            server,
            RIDES.reduce((sum, rides) => sum + rides, 0),
          );
        }),
      );
      await onClone(server, async () => {
        floor.push(await replayBare(asRole(server.url(ROUND), 'cabstand_runtime'), 8, RIDES[1]!, tell));
        await expectCompleted(server, RIDES[1]!);
      });
    }
    const clients = results.map(medianLevel);
    const bare = medianLevel(floor);
    return {
      name: 'lifecycle',
      clients,
      floors: { barePg: [bare] },
      ratio: round(clients[CLIENTS.indexOf(8)]!.perSecond / bare.perSecond),
      statementsPerRide: await countStatements(server, environment, seeded),
      cpuMsPerRide: median(cpuMs),
    };
  } finally {
    await sms.stop();
    await server.stop();
  }
}

async function rideOnce(client: BenchClient, { operator }: Seeded, driver: SeededDriver): Promise<Ridden> {
  const ride = await book(client, operator.token, new Date(Date.now() + 5 * 60_000));
  const path = `/v1/rides/${ride.id}`;
  await client.post(`${path}/assign`, operator.token, { driverId: driver.driverId });
  await client.post(`${path}/depart`, driver.token, {});
  await client.post(`${path}/arrive`, driver.token, { fix: { ...PICKUP_FIX, fixedAt: new Date().toISOString() } });
  await client.post(`${path}/start`, driver.token, {
    code: codes.of(ride.id),
    odometerStartMetres: driver.odometerMetres,
  });
  await client.post(`${path}/complete`, driver.token, { odometerEndMetres: driver.odometerMetres });
  return ride;
}

type Environment = (database: string) => Record<string, string>;

/** Records one ride's statements, and tells them for another ride of the client's own driver. */
async function recorded(
  server: BenchServer,
  environment: Environment,
  seeded: Seeded,
): Promise<(turn: number, client: number) => RecordedStatement[]> {
  const [first] = seeded.drivers;
  let ridden!: Ridden;
  let story: RecordedStatement[] = [];
  await onClone(server, () =>
    withService(environment(ROUND), async (client) => {
      story = await record(server, ROUND, async () => {
        ridden = await rideOnce(client, seeded, first!);
      });
    }),
  );
  const { operator, organizationId, hubId, fleetId, tariffId } = seeded;
  const kept = new Set([
    operator.userId,
    operator.sessionId,
    organizationId,
    hubId,
    fleetId,
    tariffId,
    ...ofDriver(first!),
  ]);
  return (_, client) => {
    const driver = seeded.drivers[client]!;
    const replacements = new Map([[ridden.code, randomBytes(4).toString('hex').toUpperCase()]]);
    for (const [index, id] of ofDriver(first!).entries()) replacements.set(id, ofDriver(driver)[index]!);
    return retold(story, replacements, kept);
  };
}

function ofDriver({ driverId, vehicleId, rosterEntryId }: SeededDriver): string[] {
  return [driverId, vehicleId, rosterEntryId];
}

/** All that the database ran for a ride, whoever sent it: requests, the outbox and its polls, BEGIN and COMMIT too. */
async function countStatements(server: BenchServer, environment: Environment, seeded: Seeded): Promise<number> {
  let statements = 0;
  await onClone(server, () =>
    withService(environment(ROUND), async (client) => {
      await closedLoop(16, 32, async (index) => void (await rideOnce(client, seeded, seeded.drivers[index]!)));
      await server.query(ROUND, 'SELECT pg_stat_statements_reset()');
      await closedLoop(
        16,
        COUNTED_RIDES,
        async (index) => void (await rideOnce(client, seeded, seeded.drivers[index]!)),
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      statements = await server.statements(ROUND);
    }),
  );
  return round(statements / COUNTED_RIDES);
}

async function withService<T>(
  environment: Record<string, string>,
  work: (client: BenchClient, service: BenchService) => Promise<T>,
): Promise<T> {
  const service = await BenchService.start('../src/main', environment);
  const client = new BenchClient(service.url);
  try {
    return await work(client, service);
  } finally {
    client.close();
    await service.stop();
  }
}

async function onClone(server: BenchServer, work: () => Promise<void>): Promise<void> {
  await server.drop(ROUND);
  await server.clone(TEMPLATE, ROUND);
  await work();
  await server.drop(ROUND);
}

async function expectCompleted(server: BenchServer, rides: number): Promise<void> {
  const [row] = await server.query<{ n: number }>(
    ROUND,
    `SELECT count(*)::int AS n FROM ride.rides WHERE status = 'COMPLETED'`,
  );
  if (row!.n < rides) throw new Error(`Only ${row!.n} of ${rides} rides were completed.`);
}
