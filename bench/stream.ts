import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { permissionsOf } from '../src/platform/auth/permissions';
import { BenchClient } from './bench-client';
import { BenchServer } from './bench-server';
import { BenchService } from './bench-service';
import { median, round } from './measure';
import type { BenchOptions, BenchReport } from './report';
import { book, JWT_SECRET, openSession, seed, type Seeded } from './seed';

const DATABASE = 'bench_stream';
const STREAMS = 500;
const EVENTS = 100;
/** Open loop: an event each so often, whatever became of the last. */
const EVERY_MS = 50;
const LONGEST_MS = 30_000;

interface Round {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly kilobytesAStream: number;
}

/** 500 boards of one organization: what each costs, and how long after the booking was sent each is told of it. */
export async function stream({ rounds }: BenchOptions): Promise<BenchReport> {
  const server = await BenchServer.start();
  try {
    await server.createMigrated(DATABASE);
    const environment = {
      ...{ DATABASE_URL: server.url(DATABASE), DATABASE_POOL_SIZE: '16', JWT_SECRET },
      ...{ LIVE_STREAMS_PER_USER: String(STREAMS), SMS_SIMULATOR_PORT: '0' },
    };
    const seeded = await withService('../src/main', environment, async ({ url }) => {
      const client = new BenchClient(url);
      const one = await seed(server, DATABASE, client, 1);
      client.close();
      return one;
    });
    const [service, floor]: [Round[], Round[]] = [[], []];
    for (let turn = 0; turn < rounds; turn++) {
      service.push(await withService('../src/main', environment, (running) => watched(server, running, seeded)));
      const bare = { FLOOR_DATABASE_URL: server.url(DATABASE) };
      floor.push(await withService('./stream-floor', bare, (running) => notified(server, running)));
    }
    const [subject, bare] = [middle(service), middle(floor)];
    return {
      ...{ name: 'stream', streams: STREAMS, events: EVENTS, ...subject, clients: [], floors: { bareNotify: bare } },
      ratio: round(bare.p50Ms / subject.p50Ms),
    };
  } finally {
    await server.stop();
  }
}

async function watched(
  server: BenchServer,
  service: BenchService,
  { organizationId, operator }: Seeded,
): Promise<Round> {
  const client = new BenchClient(service.url);
  const { token } = await openSession(server, DATABASE, organizationId, permissionsOf('ops'), null);
  const measured = await measure(
    service,
    token,
    /"kind":"ride","payload":\{.*?"rideId": ?"([0-9a-f-]{36})"/,
    async () => {
      const { id } = await book(client, operator.token, new Date(Date.now() + 3_600_000));
      return id;
    },
  );
  client.close();
  return measured;
}

function notified(server: BenchServer, service: BenchService): Promise<Round> {
  let number = 0;
  return measure(service, '', /"number":"(\d+)"/, async () => {
    const id = String(++number);
    await server.query(DATABASE, `NOTIFY stream_floor, '{"number":"${id}"}'`);
    return id;
  });
}

/** @param publish makes one change, and resolves with what the streams will call it */
async function measure(
  service: BenchService,
  token: string,
  pattern: RegExp,
  publish: () => Promise<string>,
): Promise<Round> {
  const receipts = new Map<string, number[]>();
  const before = service.rssMegabytes();
  const close = await openStreams(service.url, token, (text) => {
    const now = performance.now();
    for (const line of text.split('\n')) {
      const id = pattern.exec(line)?.[1];
      if (id) receipts.set(id, [...(receipts.get(id) ?? []), now]);
    }
  });
  const sent = new Map<string, number>();
  const publishing: Promise<void>[] = [];
  for (let event = 0; event < EVENTS; event++) {
    const at = performance.now();
    publishing.push(publish().then((id) => void sent.set(id, at)));
    await sleep(EVERY_MS);
  }
  await Promise.all(publishing);
  const isWhole = (): boolean => [...sent.keys()].every((id) => receipts.get(id)?.length === STREAMS);
  for (const end = performance.now() + LONGEST_MS; !isWhole(); await sleep(50))
    if (performance.now() > end) throw new Error('Not every stream was told of every event, once.');
  // Under their load, with what waits for their readers.
  const kilobytesAStream = round(((service.rssMegabytes() - before) * 1024) / STREAMS);
  close();
  const delays = [...sent]
    .flatMap(([id, at]) => receipts.get(id)!.map((received) => received - at))
    .sort((a, b) => a - b);
  const at = (share: number): number => round(delays[Math.floor(delays.length * share)]!);
  return { p50Ms: at(0.5), p99Ms: at(0.99), kilobytesAStream };
}

async function openStreams(url: string, token: string, received: (text: string) => void): Promise<() => void> {
  const agent = new Agent({ maxSockets: STREAMS });
  await Promise.all(
    Array.from(
      { length: STREAMS },
      () =>
        new Promise<void>((resolve, reject) => {
          get(`${url}/v1/stream`, { agent, headers: { authorization: `Bearer ${token}` } }, (incoming) => {
            if (incoming.statusCode !== 200) return reject(new Error(`A stream was refused: ${incoming.statusCode}`));
            incoming.setEncoding('utf8');
            let rest = '';
            incoming.once('data', () => resolve());
            incoming.on('data', (chunk: string) => {
              const whole = (rest + chunk).split('\n\n');
              rest = whole.pop()!;
              for (const block of whole) received(block);
            });
            incoming.on('error', () => undefined);
          }).on('error', reject);
        }),
    ),
  );
  return () => agent.destroy();
}

async function withService<T>(
  module: string,
  environment: Record<string, string>,
  work: (service: BenchService) => Promise<T>,
): Promise<T> {
  const service = await BenchService.start(module, environment);
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

function middle(rounds: readonly Round[]): Round {
  return {
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    kilobytesAStream: median(rounds.map(({ kilobytesAStream }) => kilobytesAStream)),
  };
}
