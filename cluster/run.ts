import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { BenchServer } from '../bench/bench-server';
import { Random } from '../demo/random';
import { arrivalsOf } from '../load/arrivals';
import { Load } from '../load/load';
import { serviceEnvironment } from '../load/run';
import { makeWorld } from '../load/world';
import { startExotelSimulator } from '../simulators/exotel/exotel-simulator';
import { Cluster } from './cluster';
import type { ClusterOptions } from './options';
import { phaseOf } from './phases';
import type { Played } from './played';
import type { ClusterReport } from './report';
import { claimsOf } from './verdict';

const DATABASE = 'cluster';
const WARM_UP_SECONDS = 5;
/** A process that starts again shares the machine with the load. */
const START_WITHIN_SECONDS = 120;
/** For the process that is killed to be in the middle of a change. */
const AT_WORK_WITHIN_MS = 10_000;
/** For the balancer to have found it, and its streams. */
const SETTLE_MS = 2_000;
/** Many, so that some offers run out while a process is away. */
const LAPSING_SHARE = 0.4;

/** Several services on a durable PostgreSQL of their own, one of which is killed under load and started again. */
export async function runCluster(options: ClusterOptions, say: (text: string) => void): Promise<ClusterReport> {
  const { nodes, streams, drivers, seed } = options;
  const server = await BenchServer.start();
  const sms = await startExotelSimulator({ port: 0, stepMs: 60_000 });
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-cluster-'));
  let cluster: Cluster | undefined;
  let load: Load | undefined;
  let pool: Pool | undefined;
  try {
    await server.createMigrated(DATABASE);
    const databaseUrl = server.url(DATABASE);
    cluster = await Cluster.start(nodes, serviceEnvironment(databaseUrl, sms.url, directory, streams));
    say(`${nodes} processes are ready behind ${cluster.url}`);
    const world = await makeWorld(server, DATABASE, cluster.firstUrl, { drivers, streams });
    load = new Load(cluster.url, world, { seed, lapsingShare: LAPSING_SHARE });
    await load.begin();
    say(`${drivers} drivers are on duty, ${streams} boards are watched`);
    const killed = cluster.names[seed % nodes]!;
    const played = await play({ options, cluster, load, killed, say });
    pool = new Pool({ connectionString: databaseUrl, max: 4 });
    say('The load is over; looking at what is there');
    const { measurements, journal, client } = load;
    const failures = measurements.failures.map(({ operation, why }) => `${operation}: ${why}`);
    const phases = played.spans.map((span) => phaseOf(span, played, measurements));
    const claims = await claimsOf({ ...played, load, world, pool, directory, killed, phases, failures });
    return {
      options: { ...options },
      ...{ killed, phases, claims },
      figures: measurements.figures(played.spans[0]!.fromMs, played.spans.at(-1)!.toMs),
      acknowledged: journal.acknowledged.length,
      sentAgain: client.sentAgain,
      brokenOff: played.brokenOff,
      unnoticedMs: Math.round(played.unnoticedMs),
      backAfterSeconds: Math.round(played.backAfterMs / 100) / 10,
    };
  } finally {
    load?.end();
    await pool?.end();
    await cluster?.stop();
    await sms.stop();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

interface Stage {
  readonly options: ClusterOptions;
  readonly cluster: Cluster;
  readonly load: Load;
  /** The name of the process that is killed. */
  readonly killed: string;
  readonly say: (text: string) => void;
}

async function play({ options, cluster, load, killed, say }: Stage): Promise<Played> {
  const { perSecond, mix, seconds, seed } = options;
  const most = WARM_UP_SECONDS + 3 * seconds + START_WITHIN_SECONDS;
  const stop = new AbortController();
  const arrivals = arrivalsOf(mix, perSecond, most, new Random(seed));
  const beganMs = performance.now();
  const underWay = load.run(arrivals, beganMs, stop.signal);
  try {
    await sleep(WARM_UP_SECONDS * 1_000);
    const begun = performance.now();
    await sleep(seconds * 1_000);

    // An idle process has nothing to lose.
    for (const end = performance.now() + AT_WORK_WITHIN_MS; !cluster.balancer.isAtWork(killed); await sleep(1))
      if (performance.now() > end) break;
    const killedAt = new Date();
    const killedMs = performance.now();
    await cluster.kill(killed);
    while (cluster.balancer.ready.includes(killed)) await sleep(10);
    const unnoticedMs = performance.now() - killedMs;
    say(`${killed} was killed with -9; the load goes on`);
    await sleep(seconds * 1_000 - unnoticedMs);

    const brokenOff = cluster.balancer.brokenOffAt(killed);
    const startingMs = performance.now();
    await cluster.startNode(killed);
    const backAt = new Date();
    const backMs = performance.now();
    say(`${killed} is back after ${((backMs - startingMs) / 1_000).toFixed(1)} s`);
    await sleep(SETTLE_MS);
    const again = performance.now();
    await sleep(seconds * 1_000);
    const over = performance.now();
    stop.abort();
    await underWay;
    return {
      spans: [
        { name: 'all there', fromMs: begun, toMs: killedMs },
        { name: 'one killed', fromMs: killedMs, toMs: startingMs },
        { name: 'it starts again', fromMs: startingMs, toMs: again },
        { name: 'all there again', fromMs: again, toMs: over },
      ],
      ...{ arrivals, beganMs, brokenOff },
      ...{ killedAt, backAt, unnoticedMs, backAfterMs: backMs - startingMs },
      servedSince: cluster.balancer.servedBy(killed),
      ended: cluster.names.filter((name) => !cluster.running.includes(name)),
    };
  } finally {
    stop.abort();
  }
}
