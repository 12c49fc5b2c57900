import { resolve } from 'node:path';
import { PortsTaken, refuseTakenPorts } from '../src/platform/config/free-ports';
import { createFirstSuperAdmin } from './first-super-admin';
import { Day } from './day';
import { readOptions } from './options';
import { beginAfresh } from './own-folder';
import { Phone } from './phone';
import { stopPrograms } from './program';
import { Progress } from './progress';
import { Random } from './random';
import { Refusal } from './refusal';
import { Service } from './service';
import { summarize } from './summary';
import { buildWorld, CABS, DRIVERS, type World } from './world';

const SUPER_ADMIN = '+919810000000';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const INDIA_OFFSET = 5.5 * HOUR;
const DAY_LENGTH = 24 * HOUR;

const { values } = readOptions({
  options: {
    seed: { type: 'string', default: '20261121' },
    rides: { type: 'string', default: '1000' },
    'on-demand': { type: 'string', default: '24' },
    exit: { type: 'boolean', default: false },
    directory: { type: 'string', default: '.data/demo' },
    port: { type: 'string', default: '3000' },
    'sms-port': { type: 'string', default: '4601' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const directory = resolve(values.directory);
  const progress = new Progress(process.stdout, `A day of ${DRIVERS} drivers and ${CABS} electric cabs in Delhi NCR`);
  const started = Date.now();
  stopOnSignal();
  await refuseTakenPorts(
    (['port', 'sms-port'] as const).map((name) => ({
      setting: `--${name}`,
      host: '127.0.0.1',
      port: Number(values[name]),
    })),
  );
  // A day of its own each time: its time only goes forward, and its people exist once.
  await beginAfresh(directory);
  progress.say(`Seed ${values.seed} fixes the demand (who books what), not in which order acts of one moment come`);
  progress.say('Starting PostgreSQL and the service');
  const environment = {
    PORT: values.port,
    SMS_PROVIDER: 'simulator',
    SMS_SIMULATOR_PORT: values['sms-port'],
    ROUTING_SIMULATOR_PORT: '0',
    RATE_LIMIT_PER_MINUTE: '1000000',
    LOG_LEVEL: 'warn',
    NODE_ENV: 'development',
  };
  await createFirstSuperAdmin(directory, environment, SUPER_ADMIN);
  const service = await Service.start(directory, environment);
  const smsUrl = `http://127.0.0.1:${values['sms-port']}`;
  try {
    const violations = await playTheDay(service, smsUrl, progress, started);
    if (values.exit || violations > 0) {
      await service.stop();
      process.exitCode = violations > 0 ? 1 : 0;
      return;
    }
    await service.exited;
  } catch (error) {
    await service.stop();
    throw error;
  }
}

async function playTheDay(service: Service, smsUrl: string, progress: Progress, started: number): Promise<number> {
  const random = new Random(Number(values.seed));
  const phone = (number: string, headers?: Record<string, string>): Phone =>
    new Phone(service.url, smsUrl, number, headers);
  const evening = nextEvening(await service.now());
  const midnight = new Date(evening.getTime() + 6 * HOUR);
  await service.moveTo(evening);
  const say = (text: string): void => progress.say(text, evening);
  const world = await buildWorld({ phone, random, midnight, superAdminNumber: SUPER_ADMIN, say });
  const day = new Day({
    ...{ service, world, progress, random, phone, midnight, seed: Number(values.seed) },
    ...{ rides: Number(values.rides), onDemand: Number(values['on-demand']) },
  });
  const begun = Date.now();
  await day.book(evening);
  await day.live();
  // What is valid to the end of the day lapses.
  await service.moveTo(new Date(midnight.getTime() + DAY_LENGTH + MINUTE));
  const seconds = (Date.now() - begun) / 1000;
  progress.end();
  const summary = await summarize(world, day.rides, day.onDemand, async () => service.moveTo(await service.now()));
  print(['', ...summary.lines]);
  print([
    'Invariants       ' +
      (summary.violations.length === 0
        ? 'all hold: no driver under way twice at once, one driver a ride, one offer a driver, charges and balances agree, every timeline entry audited, audit chain verified'
        : 'BROKEN:'),
  ]);
  print(summary.violations.slice(0, 20).map((violation) => `  - ${violation}`));
  print([
    `Time             the day took ${seconds.toFixed(1)} s, ${((Date.now() - started) / 1000).toFixed(1)} s with setting up and checking`,
  ]);
  if (!values.exit && summary.violations.length === 0) print(whereToLook(service, smsUrl, world, await service.now()));
  return summary.violations.length;
}

/** 18:00 in India, today or the next day, whichever is still to come. */
function nextEvening(now: Date): Date {
  const localMidnight = Math.floor((now.getTime() + INDIA_OFFSET) / DAY_LENGTH) * DAY_LENGTH - INDIA_OFFSET;
  const evening = localMidnight + 18 * HOUR;
  return new Date(evening >= now.getTime() ? evening : evening + DAY_LENGTH);
}

function whereToLook(
  { url, token }: Service,
  smsUrl: string,
  { operator, auditor, managers, drivers }: World,
  now: Date,
): string[] {
  const later = (hours: number): string => new Date(now.getTime() + hours * HOUR).toISOString();
  return [
    '',
    'The service is still up. Look at',
    `  ${url}/docs      the API, to be tried by hand`,
    `  ${smsUrl}/inbox     every text message, with the codes`,
    `  ${url}/metrics   what Prometheus sees`,
    'Log in as',
    `  ${operator.number}   operator        ${managers[0]!.number}   hub manager`,
    `  ${auditor.number}   auditor         ${drivers[0]!.phone.number}   driver`,
    'with a code from the inbox:',
    `  curl -s ${url}/v1/auth/otp -H 'content-type: application/json' -d '{"phone":"${operator.number}"}'`,
    `  curl -s ${url}/v1/auth/otp/verify -H 'content-type: application/json' -d '{"challengeId":"…","code":"…"}'`,
    `  curl -s '${url}/v1/rides?limit=3' -H 'authorization: Bearer <accessToken>'`,
    `There it is ${now.toISOString()}, and time stands still: a ride can be booked for ${later(26)}, say.`,
    'This moves time on, by an hour:',
    `  curl -s ${url}/__sim/clock -H 'authorization: Bearer ${token}' -H 'content-type: application/json' -d '{"to":"${later(1)}"}'`,
    'Ctrl-C stops it, and its database with it.',
  ];
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

let stopping = false;

/** A signal may come twice: from the terminal, and from npm, which passes it on. */
function stopOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stopPrograms().finally(() => process.exit(0));
    });
  }
}

main().catch((error: unknown) => {
  // What was under way when the service was told to stop has failed, as it should.
  if (stopping) return;
  const expected = error instanceof Refusal || error instanceof PortsTaken;
  process.stderr.write(`${error instanceof Error ? (expected ? error.message : error.stack) : String(error)}\n`);
  process.exit(1);
});
