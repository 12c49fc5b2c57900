import { Client, DatabaseError } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../ormconfig';
import { migrations } from '../../../migrations/index';
import { ConfigurationError } from '../config/configuration';
import { askServer } from './bare-login';
import { provisionRoles, type RoleLogins } from './roles';

/** `uuid_extract_timestamp`, which the migrations call, and `transaction_timeout`, which an import sets, are not in older ones. */
const OLDEST_SERVER = 17;

/**
 * Creates the roles and runs every pending migration. Returns the names of those that ran, in order.
 * @throws ConfigurationError where the server is older than PostgreSQL 17
 */
export function migrate(database: RoleLogins): Promise<string[]> {
  return underLock(database, async (dataSource) => {
    const ran = await dataSource.runMigrations();
    // So that the service can see whether it is behind without the owner's login.
    await dataSource.query('GRANT SELECT ON public.schema_migrations TO cabstand_runtime, cabstand_worker');
    return ran.map((migration) => migration.name);
  });
}

/** Undoes the migration that ran last. Returns its name, or undefined when there is none. */
export function revertLastMigration(database: RoleLogins): Promise<string | undefined> {
  return underLock(database, async (dataSource) => {
    const [last] = (await executedMigrations((query) => dataSource.query(query))).slice(-1);
    if (last !== undefined) await dataSource.undoLastMigration();
    return last;
  });
}

/**
 * The names of the migrations that have run and of those that have not, each in order. Any of the roles may ask, and on a
 * server that has never seen Cabstand, and so has none of them, the answer is that all are pending.
 */
export async function migrationStatus(url: string): Promise<{ executed: string[]; pending: string[] }> {
  const client = new Client({ connectionString: url, application_name: 'cabstand migrations' });
  try {
    await client.connect();
    const executed = await executedMigrations(
      async (query) => (await client.query<Record<string, unknown>>(query)).rows,
    );
    return { executed, pending: migrations.map(({ name }) => name).filter((name) => !executed.includes(name)) };
  } catch (error) {
    if (!isMissingRole(error)) throw error;
    return { executed: [], pending: migrations.map(({ name }) => name) };
  } finally {
    await client.end();
  }
}

/** `invalid_parameter_value`, of the start-up option that names the role. */
function isMissingRole(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '22023' && error.message.startsWith('role ');
}

async function executedMigrations(ask: (query: string) => Promise<unknown[]>): Promise<string[]> {
  const [found] = (await ask(`SELECT to_regclass('public.schema_migrations') AS table`)) as { table: string | null }[];
  if (!found?.table) return [];
  const rows = (await ask('SELECT name FROM public.schema_migrations ORDER BY id')) as { name: string }[];
  return rows.map(({ name }) => name);
}

/** Before anything is made there: the migration that fails on it is not the first. */
async function refuseOldServer(ownerUrl: string): Promise<void> {
  const { version } = await askServer(ownerUrl, 'cabstand migrations');
  if (version >= OLDEST_SERVER) return;
  throw new ConfigurationError([
    `The server is PostgreSQL ${version}, and Cabstand needs ${OLDEST_SERVER} or later: upgrade it, or name another in DATABASE_URL.`,
  ]);
}

/** Several processes may start at once; TypeORM itself lets them all run the same migration. */
async function underLock<T>(database: RoleLogins, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
  await refuseOldServer(database.ownerUrl);
  await provisionRoles(database);
  const dataSource = new DataSource(
    dataSourceOptions({
      url: database.ownerUrl,
      role: 'cabstand_owner',
      poolSize: 2,
      applicationName: 'cabstand migrations',
    }),
  );
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('cabstand migrations'))`);
    return await work(dataSource);
  } finally {
    await lock.query(`SELECT pg_advisory_unlock(hashtext('cabstand migrations'))`).catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}
