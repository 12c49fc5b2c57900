import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { Pool } from 'pg';
import { JWT_SECRET } from '../bench/seed';
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres';
import { migrate } from '../src/platform/database/migrate';
import { ensureDatabase, roleUrls } from '../src/platform/database/open-database';
import { contend } from './contention';
import { WrongOptions } from '../demo/command-options';
import { type ContendOptions, readOptions, USAGE } from './options';
import { makePrizes } from './prizes';
import { type ContendReport, faultsOf, reportLines } from './report';

const DATABASE = 'contend';
/**
 * Bare inserts against exclusion constraints wait for each other in circles now and then: PostgreSQL looks for that soon. Of each
 * attempt that loses to a constraint it would write the whole statement into its log.
 */
const SERVER_SETTINGS = { deadlock_timeout: '2ms', log_min_messages: 'fatal' };
/** What two drivers of a ride, or two overlapping rides of a driver or a cab, break upon. */
const WITHOUT_CONSTRAINTS = `
  DROP INDEX assignment.engagements_one_per_ride;
  ALTER TABLE assignment.engagements DROP CONSTRAINT engagements_driver_overlap, DROP CONSTRAINT engagements_vehicle_overlap`;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    print([USAGE]);
    return 0;
  }
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-contend-'));
  const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), mode: 'throwaway' });
  try {
    await ensureDatabase(server.url('postgres'), DATABASE);
    const report = await contendOn(server.url(DATABASE), directory, options, say);
    print(options.json ? [JSON.stringify({ ...report, faults: faultsOf(report) })] : reportLines(report));
    return faultsOf(report).length > 0 ? 1 : 0;
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function contendOn(
  url: string,
  directory: string,
  options: ContendOptions,
  say: (text: string) => void,
): Promise<ContendReport> {
  const logins = roleUrls(url);
  const environment = {
    ...{
      NODE_ENV: 'development',
      JWT_SECRET,
      OTP_SECRET: randomBytes(32).toString('hex'),
      PORT: '0',
      LOG_LEVEL: 'error',
    },
    ...{
      SMS_PROVIDER: 'simulator',
      SMS_SIMULATOR_PORT: '0',
      ROUTING_PROVIDER: 'estimate',
      VERIFICATION_PROVIDER: 'none',
    },
    ...{ RATE_LIMIT_PER_MINUTE: '1000000', DATA_DIRECTORY: join(directory, 'data') },
  };
  const pool = new Pool({ connectionString: url, max: 2 });
  // The database ends with this program.
  pool.on('error', () => undefined);
  try {
    await migrate(logins);
    for (const [name, value] of Object.entries(SERVER_SETTINGS))
      await pool.query(`ALTER SYSTEM SET ${name} = '${value}'`);
    await pool.query('SELECT pg_reload_conf()');
    const prizes = await makePrizes(logins, environment, pool);
    say(`${prizes.drivers.length} drivers, and ${prizes.rides.length} rides that wait for one`);
    if (options.withoutConstraints) {
      await pool.query(WITHOUT_CONSTRAINTS);
      say('The database holds no invariant of these any more');
    }
    return await contend(options, logins, environment, prizes, pool, say);
  } finally {
    await pool.end();
  }
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const expected = error instanceof WrongOptions;
    process.stderr.write(
      `${expected ? `${error.message}\n\n${USAGE}` : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(expected ? 2 : 1);
  },
);
