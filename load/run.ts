import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchServer } from '../bench/bench-server';
import { BenchService } from '../bench/bench-service';
import { OTP_SECRET } from '../bench/on-demand-world';
import { JWT_SECRET } from '../bench/seed';
import { Random } from '../demo/random';
import { startExotelSimulator } from '../simulators/exotel/exotel-simulator';
import { type Arrival, arrivalsOf } from './arrivals';
import { Load } from './load';
import { MemoryWatch } from './memory';
import type { LoadOptions } from './options';
import { firstOf, type LoadReport } from './report';
import { makeWorld } from './world';

const DATABASE = 'load';
const MOST_WARM_UP_SECONDS = 60;
const SAY_EVERY_MS = 30_000;
/** Of the offers, those that a driver lets run out. */
const LAPSING_SHARE = 0.08;

/** What a service of the load is told; the same for each, where there are several. */
export function serviceEnvironment(
  databaseUrl: string,
  smsUrl: string,
  directory: string,
  streams: number,
): Record<string, string> {
  return {
    ...{ DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: '16', DATA_DIRECTORY: directory },
    ...{ OBJECT_STORE: 'local', OBJECT_STORE_DIRECTORY: '', AUDIT_ANCHOR_FILE: '' },
    ...{ DATABASE_OWNER_URL: '', DATABASE_WORKER_URL: '', NODE_ENV: 'development', CLOCK: 'wall' },
    ...{ JWT_SECRET, OTP_SECRET, LIVE_STREAMS: String(streams + 1_000) },
    ...{ SMS_PROVIDER: 'simulator', SMS_SIMULATOR_URL: smsUrl },
    // Services of their own beside the service where it runs; in its process they would be counted with it.
    ...{ ROUTING_PROVIDER: 'estimate', VERIFICATION_PROVIDER: 'none' },
  };
}

/** One service on a durable PostgreSQL of its own, and the load on it. */
export async function runLoad(options: LoadOptions, say: (text: string) => void): Promise<LoadReport> {
  const { minutes, perSecond, mix, streams, drivers, seed } = options;
  const server = await BenchServer.start();
  const sms = await startExotelSimulator({ port: 0, stepMs: 60_000 });
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-load-'));
  let service: BenchService | undefined;
  let load: Load | undefined;
  try {
    await server.createMigrated(DATABASE);
    const environment = serviceEnvironment(server.url(DATABASE), sms.url, directory, streams);
    service = await BenchService.start('../src/main', environment);
    const world = await makeWorld(server, DATABASE, service.url, { drivers, streams });
    load = new Load(service.url, world, { seed, lapsingShare: LAPSING_SHARE });
    await load.begin();
    say(`${drivers} drivers are on duty, ${streams} boards are watched`);

    const warmUpSeconds = Math.min(MOST_WARM_UP_SECONDS, minutes * 12);
    const seconds = warmUpSeconds + minutes * 60;
    const arrivals = arrivalsOf(mix, perSecond, seconds, new Random(seed));
    const measured = service;
    const memory = new MemoryWatch(() => (measured.runs ? measured.rssMegabytes() : 0));
    const began = performance.now();
    const [from, to] = [began + warmUpSeconds * 1_000, began + seconds * 1_000];
    const cpu = sleep(warmUpSeconds * 1_000).then(() => measured.cpuMs());
    const saying = setInterval(() => say(progress(began, seconds, load!)), SAY_EVERY_MS);
    const underWay = load.run(arrivals, began);
    const cpuAtEnd = sleep(seconds * 1_000).then(() => measured.cpuMs());
    const { begun, lateP99Ms } = await underWay;
    clearInterval(saying);
    memory.end();
    const { measurements, journal } = load;
    const { failures } = measurements;
    return {
      options: { minutes, perSecond, mix, streams, drivers, seed },
      warmUpSeconds,
      measuredSeconds: minutes * 60,
      arrivals: begun,
      askedPerSecond: perSecondOf(within(arrivals, warmUpSeconds, seconds).length, from, to),
      endedPerSecond: perSecondOf(load.ended(from, to), from, to),
      figures: measurements.figures(from, to),
      errors: failures.length,
      firstErrors: firstOf(failures),
      sentAgain: load.client.sentAgain,
      lateP99Ms: Math.round(lateP99Ms),
      cpuPercent: Math.round(((await cpuAtEnd) - (await cpu)) / (minutes * 600)),
      memory: memory.slope(from, to),
      violations: journal.unanswered.map(({ step, key }) => `A ${step} (key ${key}) was never answered.`),
    };
  } finally {
    load?.end();
    await service?.stop();
    await sms.stop();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function within(arrivals: readonly Arrival[], fromSeconds: number, toSeconds: number): Arrival[] {
  return arrivals.filter(({ atMs }) => atMs >= fromSeconds * 1_000 && atMs < toSeconds * 1_000);
}

function perSecondOf(count: number, fromMs: number, toMs: number): number {
  return Math.round((count * 10_000) / (toMs - fromMs)) / 10;
}

function progress(began: number, seconds: number, load: Load): string {
  const now = performance.now();
  const left = Math.max(0, Math.round(seconds - (now - began) / 1_000));
  return `${load.ended(began, now)} acts have ended, ${load.measurements.failures.length} failed; ${left} s left`;
}
