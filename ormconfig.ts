import 'reflect-metadata';
import { type Client, types } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from './migrations/index';
import { entities } from './src/entities';
import { asRole, type DatabaseRole } from './src/platform/database/roles';

// Paise, metres and versions are bigint in the database and stay far below 2^53.
types.setTypeParser(types.builtins.INT8, Number);

/**
 * A process that is frozen, or whose machine is gone, leaves its transactions open, and what they have locked stays locked: for
 * the others that wait for it the server ends them after this. No transaction waits for anything but the database.
 */
const LEFT_OPEN_MS = 60_000;

/**
 * A connection whose other end is gone without a word, as after a failover, is told by nothing: a statement that is not answered
 * within this is given up with its connection. Above the longest that a statement of the service may take by its own setting
 * (60 s, of an import whose transaction may take 15 min; `query_timeout` of a `Statement` where it is more) and LEFT_OPEN_MS, for
 * which it may wait behind a process that is frozen.
 */
const UNANSWERED_MS = 75_000;

/**
 * What was given up goes on in the server, and one that waits for a lock takes it, unless the server looks this often whether
 * whoever asked is there. A server on Windows cannot, and refuses the option; the embedded one is where this process is.
 */
const LOOKS_FOR_CLIENT = process.platform === 'win32' ? '' : '-c client_connection_check_interval=10s';

/** An idle one says after this by itself whether its other end is there. */
const ASKED_AFTER_IDLE_MS = 10_000;

/**
 * An idle connection is kept, through the quiet between two rushes: a new one has to plan each statement anew, five times before
 * PostgreSQL settles on a plan, which for the larger ones takes longer than running them a hundred times.
 */
const KEPT_IDLE_MS = 10 * 60_000;

export interface ConnectionOptions {
  readonly url: string;
  readonly role: DatabaseRole;
  readonly poolSize: number;
  /** As `pg_stat_activity` shows it. */
  readonly applicationName: string;
}

/** How every pool of the service connects: as one role, with each entity and migration, changing no schema by itself. */
export function dataSourceOptions({ url, role, poolSize, applicationName }: ConnectionOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url: lookedFor(asRole(url, role)),
    poolSize,
    applicationName,
    // What is asked without waiting for the answer before it goes out at once: an opening with its first statement.
    extra: {
      pipeline: true,
      idleTimeoutMillis: KEPT_IDLE_MS,
      idle_in_transaction_session_timeout: LEFT_OPEN_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: ASKED_AFTER_IDLE_MS,
      // A migration takes the time that it takes, and waits for another that is under way.
      ...(role !== 'cabstand_owner' && { query_timeout: UNANSWERED_MS }),
      onConnect: outliveItsEnd,
    },
    entities,
    migrations,
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    migrationsRun: false,
    synchronize: false,
    // Else TypeORM runs CREATE EXTENSION "uuid-ossp" each time it connects.
    installExtensions: false,
    // A failed statement is thrown, and told by whoever answers; TypeORM's own line would hold its parameters: phones, documents.
    logging: false,
    connectTimeoutMS: 5000,
  };
}

/**
 * pg-pool takes its listener off a new connection before TypeORM can put one on. One that ends in between, because the server
 * dies as it comes up, would end the process with it; so each has a listener from the first: its next query says that it ended.
 */
function outliveItsEnd(client: Client): void {
  client.on('error', () => undefined);
}

/** By the URL, whose `options` pg prefers to any other; what it says of the same already comes later, and holds. */
function lookedFor(url: string): string {
  const looked = new URL(url);
  looked.searchParams.set('options', `${LOOKS_FOR_CLIENT} ${looked.searchParams.get('options') ?? ''}`.trim());
  return looked.href;
}

/** For TypeORM's own command line (`typeorm migration:show -d dist/ormconfig.js`), which wants exactly one. */
export default new DataSource(
  dataSourceOptions({
    url: ownerUrl() ?? 'postgres://database-url-is-not-set.invalid/',
    role: 'cabstand_owner',
    poolSize: 1,
    applicationName: 'cabstand typeorm',
  }),
);

/** The service imports this file too, and reports a wrong URL with everything else that is wrong. */
function ownerUrl(): string | undefined {
  return [process.env.DATABASE_OWNER_URL, process.env.DATABASE_URL].find((url) => url && URL.canParse(url));
}
