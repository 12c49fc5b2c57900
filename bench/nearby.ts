import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { AppModule } from '../src/app.module';
import { DEFAULT_CITY_TERMS } from '../src/kernel/city-terms';
import type { RideToMatch } from '../src/contexts/assignment/domain/candidate';
import { cellsAround } from '../src/contexts/assignment/domain/grid-cell';
import { LookAround } from '../src/contexts/assignment/application/look-around';
import { type Judged, passing } from '../src/contexts/assignment/domain/look';
import { DEFAULT_POLICY, type MatchingPolicy } from '../src/contexts/assignment/domain/matching-policy';
import { rank } from '../src/contexts/assignment/domain/rank-candidates';
import { readConfiguration } from '../src/platform/config/read-configuration';
import { asRole } from '../src/platform/database/roles';
import { roleUrls } from '../src/platform/database/open-database';
import { createApplication } from '../src/platform/http/create-application';
import { closeGracefully } from '../src/platform/http/shutdown';
import { OutboxOptions } from '../src/platform/outbox/outbox-options';
import { BenchServer } from './bench-server';
import { BenchService } from './bench-service';
import { closedLoop, type Level, medianLevel, round } from './measure';
import { CENTRE, idOf, ORGANIZATION, seedCity } from './position-world';
import type { BenchOptions, BenchReport } from './report';
import { JWT_SECRET } from './seed';

const DRIVERS = 100_000;
const PER_SECOND = 20_000;
/** Of what is sent a second: below it another load was measured. How many did land is reported. */
const LEAST_LANDED = 0.5;
const RADIUS_METRES = 5_000;
const WANTED = 10;
const CLIENTS = [1, 8];
const SEARCHES = 400;
const DATABASE = 'bench_nearby';
/** One circle, of which the ten best are wanted: it ends where nobody farther can be one of them. */
const POLICY: MatchingPolicy = {
  ...DEFAULT_POLICY,
  radii: { startMetres: RADIUS_METRES, stepMetres: RADIUS_METRES, mostMetres: RADIUS_METRES },
  batchSize: WANTED,
};
type Find = (pickup: RideToMatch['pickup']) => Promise<number>;

/** The 10 best matchable within 5 km among 100,000 drivers, while their positions land; beside the same index by bare pg. */
export async function nearby({ rounds }: BenchOptions): Promise<BenchReport> {
  const server = await BenchServer.start();
  const results = CLIENTS.map((): Level[] => []);
  const floor = CLIENTS.map((): Level[] => []);
  try {
    await server.createMigrated(DATABASE);
    await seedCity(server, DATABASE, DRIVERS);
    const load = await BenchService.start('./position-load', {
      DATABASE_URL: server.url(DATABASE),
      JWT_SECRET,
      SMS_SIMULATOR_PORT: '0',
      ROUTING_PROVIDER: 'estimate',
      LOAD_DRIVERS: String(DRIVERS),
      LOAD_PER_SECOND: String(PER_SECOND),
    });
    await server.query(DATABASE, 'VACUUM ANALYZE');
    const before = await moves(server);
    const began = performance.now();
    try {
      for (let turn = 0; turn < rounds; turn++) {
        await byService(server.url(DATABASE), results);
        await byBarePg(server.url(DATABASE), floor);
      }
    } finally {
      await load.stop();
    }
    await sleep(1_000);
    const after = await moves(server);
    const clients = results.map(medianLevel);
    const bare = floor.map(medianLevel);
    const landed = after.all - before.all;
    const landedPerSecond = Math.round((landed * 1000) / (performance.now() - began));
    if (landedPerSecond < LEAST_LANDED * PER_SECOND)
      throw new Error(
        `Only ${landedPerSecond} positions a second landed: what was measured is not the load that was meant.`,
      );
    return {
      name: 'nearby',
      clients,
      floors: { barePg: bare },
      ratio: round(clients[1]!.perSecond / bare[1]!.perSecond),
      positionsLandedPerSecond: landedPerSecond,
      positionsSentPerSecond: PER_SECOND,
      hotShare: round((after.hot - before.hot) / landed),
    };
  } finally {
    await server.stop();
  }
}

async function byService(url: string, into: Level[][]): Promise<void> {
  const configuration = readConfiguration({
    ...{ DATABASE_URL: url, JWT_SECRET, SMS_SIMULATOR_PORT: '0', ROUTING_PROVIDER: 'estimate', LOG_LEVEL: 'error' },
    WORKER_POOL_SIZE: '16',
  });
  const module = AppModule.forRoot(configuration, roleUrls(url), new OutboxOptions(false));
  const app = await createApplication(module, configuration);
  await app.init();
  const lookAround = app.get(LookAround);
  try {
    await eachLevel(async (pickup) => {
      const ride = rideAt(pickup, new Date());
      const { judged } = await lookAround.execute({ ride, policy: POLICY });
      const eligible = passing(judged);
      if (eligible.length < WANTED) throw new Error(`Only ${eligible.length} of ${judged.length}: ${refusals(judged)}`);
      return rank(eligible).slice(0, WANTED).length;
    }, into);
  } finally {
    await closeGracefully(app, 1);
  }
}

/** How many each rule refused. */
function refusals(judged: readonly Judged[]): string {
  const counts = new Map<string, number>();
  for (const { rule, passed } of judged.flatMap(({ verdicts }) => verdicts)) {
    if (!passed) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return JSON.stringify([...counts]);
}

const FLOOR = {
  name: 'floor.nearby',
  text: `SELECT driver_id, latitude, longitude, metres FROM (
           SELECT p.*, 2 * 6371008.8 * asin(least(1, sqrt(sin(radians(latitude - $2) / 2) ^ 2
             + cos(radians($2)) * cos(radians(latitude)) * sin(radians(longitude - $3) / 2) ^ 2))) AS metres
           FROM assignment.last_positions p WHERE organization_id = $1 AND cell = ANY($4::bigint[]) AND seen_at > $5) AS p
         WHERE metres <= $6 ORDER BY metres LIMIT $7`,
};

/** Where they are and nothing of who they are. */
async function byBarePg(url: string, into: Level[][]): Promise<void> {
  const pool = new Pool({ connectionString: asRole(url, 'cabstand_worker'), max: Math.max(...CLIENTS) });
  try {
    await eachLevel(async (pickup) => {
      const { latitude, longitude } = pickup;
      const seenSince = new Date(Date.now() - 90_000);
      const values = [
        ORGANIZATION,
        latitude,
        longitude,
        cellsAround(pickup, RADIUS_METRES),
        seenSince,
        RADIUS_METRES,
        WANTED,
      ];
      return (await pool.query({ ...FLOOR, values })).rows.length;
    }, into);
  } finally {
    await pool.end();
  }
}

async function eachLevel(find: Find, into: Level[][]): Promise<void> {
  // The first of each connection plans and fills its caches.
  await closedLoop(Math.max(...CLIENTS), 80, async () => void (await find(CENTRE)));
  let turn = 0;
  for (const [level, clients] of CLIENTS.entries()) {
    into[level]!.push(
      await closedLoop(clients, SEARCHES, async () => {
        const found = await find(pickupOf(turn++));
        if (found < WANTED) throw new Error(`Only ${found} drivers were found, and there are ${WANTED} everywhere.`);
      }),
    );
  }
}

/** Within some 10 km of the centre. */
function pickupOf(turn: number): RideToMatch['pickup'] {
  return {
    latitude: CENTRE.latitude + (((turn * 37) % 101) / 101 - 0.5) * 0.18,
    longitude: CENTRE.longitude + (((turn * 53) % 103) / 103 - 0.5) * 0.18,
  };
}

function rideAt(pickup: RideToMatch['pickup'], now: Date): RideToMatch {
  return {
    ...{
      rideId: idOf('asked', 1),
      organizationId: ORGANIZATION,
      city: 'DELHI_NCR',
      vehicleClass: 'SEDAN',
      demand: 'now',
      cityTerms: DEFAULT_CITY_TERMS,
    },
    ...{ pickup, pickupAt: now, expectedMetres: 9_000, expectedMinutes: 25, closed: false },
  };
}

async function moves(server: BenchServer): Promise<{ all: number; hot: number }> {
  const [row] = await server.query<{ all: number; hot: number }>(
    DATABASE,
    `SELECT (n_tup_upd + n_tup_ins)::int AS all, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables
     WHERE relname = 'last_positions'`,
  );
  return row!;
}
