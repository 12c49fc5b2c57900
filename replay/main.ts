import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import 'reflect-metadata';
import { BenchClient } from '../bench/bench-client';
import { OTP_SECRET } from '../bench/on-demand-world';
import { JWT_SECRET } from '../bench/seed';
import { beginAfresh } from '../demo/own-folder';
import { stopPrograms } from '../demo/program';
import { Refusal } from '../demo/refusal';
import { Service } from '../demo/service';
import { startOsrmSimulator } from '../simulators/osrm/osrm-simulator';
import { StartCodes } from '../src/contexts/ride/application/start-codes';
import type { Configuration } from '../src/platform/config/configuration';
import { nearestCab, optimumPerWindow } from './bounds';
import { cabStarts, type Span, tripsWithin } from './cab-starts';
import { exitCodeOf, type Outcome } from './exit-code';
import { graphRoads } from './graph-roads';
import { nextMidnight } from './local-midnight';
import { WrongOptions } from '../demo/command-options';
import { readOptions, type ReplayOptions, USAGE } from './options';
import { Play } from './play';
import { readDay, type RecordedDay, type Source } from './read-day';
import type { Fault } from './read-table';
import { reportLines, reportOf, type ReplayReport } from './report';
import { verify } from './verify';
import { buildWorld, MOST_MINUTES, SEARCH_SECONDS, TIME_ZONE } from './world';

const MINUTE = 60_000;

/** The service has to be told of the same roads as the cabs drive, and of the secrets that the replay knows. */
const ENVIRONMENT = {
  ...{ JWT_SECRET, OTP_SECRET, PORT: '0', LOG_LEVEL: 'warn', NODE_ENV: 'development' },
  ...{ RATE_LIMIT_PER_MINUTE: '1000000', DATABASE_POOL_SIZE: '16' },
  ...{ SMS_PROVIDER: 'simulator', SMS_SIMULATOR_PORT: '0', ROUTING_PROVIDER: 'osrm' },
};

async function main(): Promise<Outcome> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    print([USAGE]);
    return 'usage told';
  }
  stopOnSignal();
  const day = readDay(source(options.nodes), source(options.links), source(options.trips));
  if (day.faults.length > 0) {
    complain(faultLines(day.faults));
    if (!options.skipBad || day.faults.some(({ ofFile }) => ofFile)) {
      complain(['Nothing is played until they are mended, or left out with --skip-bad.']);
      return 'nothing played';
    }
  }
  const span = spanOf(options, day);
  const report = await replay(options, day, span);
  print(options.json ? [JSON.stringify(report)] : ['', ...reportLines(report)]);
  return report;
}

async function replay(options: ReplayOptions, day: RecordedDay, span: Span): Promise<ReplayReport> {
  const { graph } = day;
  const say = (text: string): void => (options.json ? complain([text]) : print([text]));
  const trips = tripsWithin(day.trips, span);
  const starts = cabStarts(day.trips, span, options.cabs, options.seed);
  say(`${trips.length} requests in minutes ${span.from} to ${span.to}, ${options.cabs} cabs, ${options.mode}`);
  const begun = performance.now();
  const directory = resolve(options.directory);
  await beginAfresh(directory);
  const roads = await startOsrmSimulator({ roads: graphRoads(graph) });
  const service = await Service.start(directory, { ...ENVIRONMENT, ROUTING_URL: roads.url });
  const client = new BenchClient(service.url);
  try {
    const midnight = nextMidnight(await service.now(), TIME_ZONE);
    const start = new Date(midnight.getTime() + span.from * MINUTE);
    const before = new Date(start.getTime() - MINUTE);
    await service.moveTo(before);
    const world = await buildWorld({ client, directory, graph, starts, options, now: before });
    try {
      const codes = new StartCodes({ otpSecret: OTP_SECRET } as Configuration);
      const startCode = (rideId: string): string => codes.of(rideId);
      const play = new Play({
        ...{ service, client, world, graph, trips, seed: options.seed, midnight, start: before, startCode, say },
      });
      await play.goOnline();
      await service.moveTo(before);
      const ready = performance.now();
      say(`${options.cabs} cabs are online`);
      await play.run();
      const played = performance.now();
      say('Every ride has ended; checking what must hold');
      const verdict = await verify({ client, service, world, play, options });
      const checked = performance.now();
      const most = SEARCH_SECONDS / 60;
      return reportOf({
        ...{ options, graph, span, play, verdict, rowsLeftOut: rowsOf(day.faults) },
        nearest: nearestCab(graph, trips, starts, most),
        optimum: optimumPerWindow(graph, trips, starts, most),
        wallSeconds: {
          setUp: seconds(ready - begun),
          playing: seconds(played - ready),
          checking: seconds(checked - played),
        },
      });
    } finally {
      await world.pool.end();
    }
  } finally {
    client.close();
    await service.stop();
    await roads.stop();
  }
}

/** @throws WrongOptions where nobody asks for anything in it, or drivers would have to be relieved */
function spanOf({ from, to }: ReplayOptions, { trips }: RecordedDay): Span {
  const span = { from: from ?? trips[0]?.pickupMinute ?? 0, to: to ?? (trips.at(-1)?.pickupMinute ?? 0) + 1 };
  if (span.from >= span.to || tripsWithin(trips, span).length === 0)
    throw new WrongOptions(`There is no trip to play in the minutes from ${span.from} to before ${span.to}.`);
  if (span.to - span.from <= MOST_MINUTES) return span;
  const tooLong = `Minutes ${span.from} to ${span.to} are more than ${MOST_MINUTES}, and nobody relieves a driver.`;
  throw new WrongOptions(`${tooLong} Name a part of them by --from and --to.`);
}

function source(name: string): Source {
  try {
    return { name, text: readFileSync(name, 'utf8') };
  } catch (error) {
    throw new WrongOptions(`${name} cannot be read: ${(error as Error).message}.`);
  }
}

function faultLines(faults: readonly Fault[]): string[] {
  return faults.map(
    ({ file, line, column, field, says }) => `${file}: line ${line}, column ${column}: ${field} ${says}.`,
  );
}

/** A row may have several faults. */
function rowsOf(faults: readonly Fault[]): number {
  return new Set(faults.map(({ file, line }) => `${file} ${line}`)).size;
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

function complain(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
}

let stopping = false;

function stopOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stopPrograms().finally(() => process.exit(130));
    });
  }
}

main().then(
  (outcome) => process.exit(exitCodeOf(outcome)),
  (error: unknown) => {
    // What was under way when the service was told to stop has failed, as it should.
    if (stopping) return;
    if (error instanceof WrongOptions) {
      complain([error.message, '', USAGE]);
      process.exit(exitCodeOf('nothing played'));
    }
    complain([error instanceof Refusal || !(error instanceof Error) ? String(error) : (error.stack ?? error.message)]);
    process.exit(exitCodeOf('broken off'));
  },
);
