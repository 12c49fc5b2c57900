import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Client } from 'pg';
import { look, type Names, type Seen } from './eyes';
import { type Ask, brokenIn } from './invariants';
import { type Call, type Login, Player, type Stage, type Step } from './player';

/** The end of a script that reproduces what the campaign found; in it lie the files that are imported here. */
export interface ToldStory {
  readonly found: string;
  readonly setting: readonly (Call | Login)[];
  readonly moments: readonly Moment[];
  readonly names: Names;
  /** Lists of answers to what was done last, each of which may be where all before was answered as it is told. */
  readonly allowed: readonly (readonly string[])[];
  /** What was wrong: the last answers, what was seen behind them, or what the database held. */
  readonly why: 'answers' | 'seen' | 'held';
}

interface Moment {
  readonly steps: readonly Step[];
  /** Null: not done. */
  readonly answered: readonly (string | null)[];
  readonly seen: Seen;
}

interface Theatre {
  readonly stage: Stage;
  readonly adminPhone: string;
  /** Null where nobody said where the database is. */
  readonly ask: Ask | null;
  readonly close: () => Promise<void>;
}

/** `another`: something before its end went another way, and what may follow that is not told. */
type Try = 'again' | 'as it should be' | 'another';

const NOT_DONE = 'not done';

/** @returns 1: it came about again; 0: it did not, in any try that came as far; 2: it cannot be played, or no try did */
export async function replayStory(
  story: ToldStory,
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<0 | 1 | 2> {
  const text = { type: 'string' } as const;
  const options = { url: text, sms: text, token: text, admin: text, database: text, checkout: text, tries: text };
  let theatre: Theatre | null = null;
  try {
    const given = parseArgs({ args: [...args], options }).values;
    const { url, sms, token, admin, checkout = '.', tries = '20' } = given;
    if (!/^[1-9]\d{0,5}$/.test(tries)) throw new Error('--tries takes a whole number from 1.');
    if (url && sms && token && admin) {
      const database = given.database ? await openDatabase(given.database, resolve(checkout)) : null;
      const stage = { url, smsUrl: sms, simulationToken: token };
      theatre = { stage, adminPhone: admin, ask: database?.ask ?? null, close: async () => database?.close() };
    } else theatre = await openTheatre(resolve(checkout), settings);
    if (story.why === 'held' && !theatre.ask)
      throw new Error('It was found by what the database held: --database tells where to look for it.');
    const first = new Player(theatre.stage, { admin: theatre.adminPhone });
    await first.play([{ logIn: 'admin' }]);
    say(`To come about again:\n${story.found}`);
    let asItShouldBe = 0;
    for (let n = 1; n <= Number(tries); n++) {
      say(`\nTry ${n} of ${tries}`);
      const went = await play(story, first.fork(), theatre.ask);
      if (went === 'again') {
        say('It came about again.');
        return 1;
      }
      if (went === 'another') say('  This is another story: what may follow it is not known here.');
      else asItShouldBe++;
    }
    if (asItShouldBe === 0) say(`\nNone of ${tries} tries came as far as it had: they say nothing.`);
    else say(`\nIt did not come about again, in ${asItShouldBe} of ${tries} tries that came as far as it had.`);
    return asItShouldBe === 0 ? 2 : 0;
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 2;
  } finally {
    await theatre?.close();
  }
}

async function play(
  { setting, moments, names, allowed, why }: ToldStory,
  player: Player,
  ask: Ask | null,
): Promise<Try> {
  await player.play(setting);
  let isSame = true;
  for (const [n, { steps, answered, seen }] of moments.entries()) {
    const answers = await player.together(steps);
    const sees = await look(player, names);
    const told = answers.map((one) =>
      one === null ? NOT_DONE : one.code === null ? `${one.status}` : `${one.status} ${one.code}`,
    );
    const was = answered.map((one) => one ?? NOT_DONE);
    steps.forEach(({ label }, of) => {
      const before = was[of] === told[of] ? '' : `   (${was[of]} when it was found)`;
      say(`  ${of === 0 ? '-' : '|'} ${label}: ${told[of]}${before}`);
    });
    const broken = ask ? await brokenIn(player.idOf('organization'), ask) : [];
    for (const sentence of broken) say(`  ${sentence}`);
    if (broken.length > 0) return 'again';
    const isLast = n === moments.length - 1;
    if (isLast) say(`  ${JSON.stringify(sees)}`);
    const isAnsweredAlike = alike(told, was);
    if (isLast && isSame) {
      // What was not done has no place in the lists.
      if (!alike(told.map(isNotDone), was.map(isNotDone))) break;
      const last = told.filter((one) => !isNotDone(one));
      if (!allowed.some((answers) => alike(answers, last))) return 'again';
      return why === 'seen' && isAnsweredAlike && alike(seen, sees) ? 'again' : 'as it should be';
    }
    isSame &&= isAnsweredAlike && alike(seen, sees);
    // How it came about does not matter of what the database holds.
    if (!isSame && why !== 'held') return 'another';
  }
  return why === 'held' ? 'as it should be' : 'another';
}

function isNotDone(told: string): boolean {
  return told === NOT_DONE;
}

function alike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** By the driver of the checkout. */
async function openDatabase(url: string, checkout: string): Promise<{ ask: Ask; close: () => Promise<void> }> {
  const pg = createRequire(join(checkout, 'package.json'))('pg') as {
    readonly Client: new (terms: { connectionString: string }) => Client;
  };
  const client = new pg.Client({ connectionString: url });
  // The next look fails.
  client.on('error', () => undefined);
  await client.connect();
  return { ask: (query, values) => client.query<object>(query, values), close: () => client.end() };
}

/** The built service of a checkout, in processes of its own. */
async function openTheatre(checkout: string, settings: Readonly<Record<string, string>>): Promise<Theatre> {
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-story-'));
  const simulationToken = 'steps-the-clock-of-this-story';
  const adminPhone = '+919810000000';
  const smsPort = String(await freePort());
  const environment = {
    ...process.env,
    ...settings,
    ...{
      NODE_ENV: 'development',
      PORT: '0',
      SMS_PROVIDER: 'simulator',
      SMS_SIMULATOR_PORT: smsPort,
      LOG_LEVEL: 'error',
    },
    ...{ SIMULATION_TOKEN: simulationToken, DATA_DIRECTORY: directory, DATABASE_URL: '' },
  };
  const run = (program: string, ...args: string[]) =>
    spawn(process.execPath, [join(checkout, 'dist/src', program), ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
  const making = run('create-super-admin.js', '--phone', adminPhone, '--name', 'Sarita Pillai');
  const made = await new Promise((end) => making.once('exit', end));
  if (made !== 0) throw new Error(`There is no built service in ${checkout}: npm run build makes one.`);
  const service = run('main.js', '--stop-with-parent');
  const gone = new Promise<void>((end) => service.once('exit', () => end()));
  const url = await new Promise<string>((ready, failed) => {
    service.stdout!.on('data', (chunk: Buffer) => {
      const at = /Cabstand is ready at (\S+)/.exec(chunk.toString());
      if (at) ready(at[1]!);
    });
    service.once('exit', (code) => failed(new Error(`The service ended (${code}).`)));
  });
  const embedded = join(checkout, 'dist/src/platform/database/embedded-postgres.js');
  const { runningEmbeddedPostgres } = createRequire(embedded)(embedded) as {
    runningEmbeddedPostgres: (directory: string, database: string) => string | undefined;
  };
  const database = await openDatabase(runningEmbeddedPostgres(join(directory, 'postgres'), 'cabstand')!, checkout);
  const close = async (): Promise<void> => {
    await database.close();
    service.kill('SIGTERM');
    await gone;
    rmSync(directory, { recursive: true, force: true });
  };
  const stage = { url, smsUrl: `http://127.0.0.1:${smsPort}`, simulationToken };
  return { stage, adminPhone, ask: database.ask, close };
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => found(port));
    });
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
