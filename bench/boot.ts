import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres';
import { BenchService } from './bench-service';
import { median, round } from './measure';
import type { BenchOptions, BenchReport } from './report';

const IDLE_SECONDS = 5;

/** From the start of the process to its readiness, on a new folder and on one that has run; and what it holds idle. */
export async function boot({ rounds }: BenchOptions): Promise<BenchReport> {
  const cold: number[] = [];
  const warm: number[] = [];
  const rss: number[] = [];
  const postgresCold: number[] = [];
  const postgresWarm: number[] = [];
  const node: number[] = [];
  for (let turn = 0; turn < rounds; turn++) {
    await inFolder(async (directory) => {
      for (const into of [cold, warm]) {
        const service = await BenchService.start('../src/main', {
          DATA_DIRECTORY: directory,
          DATABASE_URL: '',
          SMS_SIMULATOR_PORT: '0',
          ROUTING_SIMULATOR_PORT: '0',
        });
        into.push(service.readyMs);
        if (into === warm) {
          await sleep(IDLE_SECONDS * 1000);
          rss.push(service.rssMegabytes());
        }
        await service.stop();
      }
    });
    await inFolder(async (directory) => {
      for (const into of [postgresCold, postgresWarm]) {
        const started = performance.now();
        const server = await startEmbeddedPostgres({ directory });
        into.push(performance.now() - started);
        await server.stop();
      }
    });
    const started = performance.now();
    spawnSync(process.execPath, ['-e', '']);
    node.push(performance.now() - started);
  }
  return {
    name: 'boot',
    clients: [],
    coldMs: median(cold),
    warmMs: median(warm),
    idleRssMegabytes: median(rss),
    floors: { nodeMs: median(node), postgresColdMs: median(postgresCold), postgresWarmMs: median(postgresWarm) },
    ratio: round(median(warm) / (median(node) + median(postgresWarm))),
  };
}

async function inFolder(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-boot-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
