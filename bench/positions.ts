import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { cellOf } from '../src/contexts/assignment/domain/grid-cell';
import { FLUSH_MILLISECONDS, WRITE_LAST_POSITIONS } from '../src/contexts/assignment/persistence/last-positions';
import { KEEP_TRACES } from '../src/contexts/assignment/persistence/trip-traces';
import { asRole } from '../src/platform/database/roles';
import { BenchClient } from './bench-client';
import { BenchServer } from './bench-server';
import { BenchService } from './bench-service';
import { closedLoop, type Level, median, medianLevel, round } from './measure';
import { AREA, idOf, ORGANIZATION, type ReportingDriver, seedReporting } from './position-world';
import type { BenchOptions, BenchReport } from './report';
import { JWT_SECRET } from './seed';

const CLIENTS = [1, 8, 16];
const BATCHES = [1, 20];
const DRIVERS = 2_000;
/** Reports a level. */
const REPORTS = 2_000;
const DATABASE = 'bench_positions';
const POOL = '16';

interface Point {
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyMetres: number;
  readonly speedMetresPerSecond: number;
  readonly chargePercent: number;
  readonly deviceAt: string;
}
type Report = (driver: ReportingDriver, points: readonly Point[], client: number) => Promise<void>;

/** `POST /v1/driver/positions` over HTTP, beside the same statements by bare pg. Speeds are in positions a second. */
export async function positions({ rounds }: BenchOptions): Promise<BenchReport> {
  const server = await BenchServer.start();
  const results = BATCHES.map(() => CLIENTS.map((): Level[] => []));
  const floor = BATCHES.map(() => CLIENTS.map((): Level[] => []));
  const cpuMs = BATCHES.map((): number[] => []);
  try {
    await server.createMigrated(DATABASE);
    const drivers = await seedReporting(server, DATABASE, DRIVERS);
    for (let turn = 0; turn < rounds; turn++) {
      await overHttp(server, drivers, results, cpuMs);
      await byBarePg(server, drivers, floor);
    }
    const levels = results.map((ofBatch) => ofBatch.map(medianLevel));
    const bare = floor.map((ofBatch) => ofBatch.map(medianLevel));
    const at8 = CLIENTS.indexOf(8);
    return {
      name: 'positions',
      clients: levels[1]!,
      clientsInBatchesOf1: levels[0]!,
      floors: { barePg: bare[1]!, barePgInBatchesOf1: bare[0]! },
      ratio: round(levels[1]![at8]!.perSecond / bare[1]![at8]!.perSecond),
      cpuMsPerReport: { ofOne: median(cpuMs[0]!), ofTwenty: median(cpuMs[1]!) },
      hotShare: await hotShare(server),
    };
  } finally {
    await server.stop();
  }
}

async function overHttp(
  server: BenchServer,
  drivers: readonly ReportingDriver[],
  into: Level[][][],
  cpuMs: number[][],
): Promise<void> {
  const service = await BenchService.start('../src/main', {
    DATABASE_URL: server.url(DATABASE),
    DATABASE_POOL_SIZE: POOL,
    JWT_SECRET,
    SMS_SIMULATOR_PORT: '0',
    ROUTING_PROVIDER: 'estimate',
  });
  const client = new BenchClient(service.url);
  try {
    const report: Report = async ({ token }, points) => {
      const body = { points, sentAt: new Date().toISOString() };
      const { accepted } = await client.post<{ accepted: number }>('/v1/driver/positions', token, body);
      if (accepted !== points.length) throw new Error(`Only ${accepted} of ${points.length} points were accepted.`);
    };
    for (const [index, batch] of BATCHES.entries()) {
      const before = service.cpuMs();
      await eachLevel(server, batch, drivers, report, into[index]!);
      cpuMs[index]!.push((service.cpuMs() - before) / (REPORTS * CLIENTS.length));
    }
  } finally {
    client.close();
    await service.stop();
  }
}

const PRINCIPAL = {
  name: 'floor.principal',
  text: `SELECT user_id, organization_id, version, driver_id FROM platform.principals
         WHERE session_id = $1 AND revoked_at IS NULL AND expires_at > now()`,
};
const SESSIONS = new Map(Array.from({ length: DRIVERS }, (_, i) => [idOf('driver', i + 1), idOf('session', i + 1)]));

/** The statements of a report, each committing by itself, and every 100 ms the batch of the last positions. */
async function byBarePg(server: BenchServer, drivers: readonly ReportingDriver[], into: Level[][][]): Promise<void> {
  const url = server.url(DATABASE);
  const connect = async (): Promise<Client> => {
    const connection = new Client({ connectionString: asRole(url, 'cabstand_worker') });
    await connection.connect();
    return connection;
  };
  const connections = await Promise.all(Array.from({ length: Math.max(...CLIENTS) }, connect));
  const writer = await connect();
  let last = new Map<string, Point>();
  let over = false;
  const writing = (async () => {
    while (!over || last.size > 0) {
      await sleep(FLUSH_MILLISECONDS);
      if (last.size === 0) continue;
      const batch = [...last.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
      last = new Map();
      await writer.query({ ...WRITE_LAST_POSITIONS, values: lastColumns(batch) });
    }
  })();
  const report: Report = async ({ driverId }, points, client) => {
    const connection = connections[client]!;
    await connection.query({ ...PRINCIPAL, values: [SESSIONS.get(driverId)] });
    await connection.query({ ...KEEP_TRACES, values: traceColumns(driverId, points) });
    last.set(driverId, points.at(-1)!);
  };
  try {
    for (const [index, batch] of BATCHES.entries()) await eachLevel(server, batch, drivers, report, into[index]!);
  } finally {
    over = true;
    await writing;
    await Promise.all([...connections, writer].map((connection) => connection.end()));
  }
}

/** Each into empty tables: what another left there would be neither written nor missed. */
async function eachLevel(
  server: BenchServer,
  batch: number,
  drivers: readonly ReportingDriver[],
  report: Report,
  into: Level[][],
): Promise<void> {
  let next = 0;
  for (const [level, clients] of CLIENTS.entries()) {
    await server.query(DATABASE, 'TRUNCATE assignment.trip_traces');
    const reports = await closedLoop(clients, REPORTS, async (client) => {
      const index = next++ % drivers.length;
      await report(drivers[index]!, pointsOf(index, batch), client);
    });
    into[level]!.push({ ...reports, perSecond: round(reports.perSecond * batch) });
    await expectStored(server, batch);
  }
}

/** One a second until now, from where the driver always is: a few metres about. */
function pointsOf(index: number, batch: number): Point[] {
  const now = Date.now();
  const latitude = AREA.south + ((index * 37) % 1000) * (AREA.height / 1000);
  const longitude = AREA.west + ((index * 91) % 1000) * (AREA.width / 1000);
  return Array.from({ length: batch }, (_, i) => ({
    latitude: latitude + i * 1e-5,
    longitude,
    accuracyMetres: 8,
    speedMetresPerSecond: 9.5,
    chargePercent: 71,
    deviceAt: new Date(now - (batch - 1 - i) * 1_000).toISOString(),
  }));
}

function traceColumns(driverId: string, points: readonly Point[]): unknown[] {
  const times = points.map(({ deviceAt }) => deviceAt);
  return [
    points.map(() => driverId),
    points.map(() => ORGANIZATION),
    times,
    times,
    points.map(({ latitude }) => latitude),
    points.map(({ longitude }) => longitude),
    points.map(({ accuracyMetres }) => accuracyMetres),
    points.map(({ speedMetresPerSecond }) => speedMetresPerSecond),
    points.map(() => null),
    points.map(() => null),
  ];
}

function lastColumns(batch: readonly [string, Point][]): unknown[][] {
  const points = batch.map(([, point]) => point);
  return [
    batch.map(([driverId]) => driverId),
    batch.map(() => ORGANIZATION),
    points.map(cellOf),
    points.map(({ latitude }) => latitude),
    points.map(({ longitude }) => longitude),
    points.map(({ accuracyMetres }) => accuracyMetres),
    points.map(({ speedMetresPerSecond }) => speedMetresPerSecond),
    points.map(() => null),
    points.map(({ chargePercent }) => chargePercent),
    points.map(({ deviceAt }) => deviceAt),
    points.map(({ deviceAt }) => deviceAt),
    points.map(({ deviceAt }) => deviceAt),
  ];
}

/** A floor that fails quietly would be fast. A fifth of the drivers are under way, and have every point kept. */
async function expectStored(server: BenchServer, batch: number): Promise<void> {
  const [row] = await server.query<{ last: number; traced: number }>(
    DATABASE,
    `SELECT (SELECT count(*)::int FROM assignment.last_positions) AS last,
            (SELECT count(*)::int FROM assignment.trip_traces) AS traced`,
  );
  if (row!.last < DRIVERS || row!.traced < (batch * DRIVERS) / 5)
    throw new Error(`Only ${JSON.stringify(row)} was stored.`);
}

/** Of the updates of last positions, those that touched no index. */
async function hotShare(server: BenchServer): Promise<number> {
  const [row] = await server.query<{ hot: number; all: number }>(
    DATABASE,
    `SELECT n_tup_hot_upd::int AS hot, n_tup_upd::int AS all FROM pg_stat_user_tables WHERE relname = 'last_positions'`,
  );
  return round(row!.hot / row!.all);
}
