import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../ormconfig';
import { migrations } from '../../../migrations/index';
import { provisionRoles, type RoleLogins } from './roles';

/** Creates the roles and runs every pending migration. Returns the names of those that ran, in order. */
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
    const [last] = (await executedMigrations(dataSource)).slice(-1);
    if (last !== undefined) await dataSource.undoLastMigration();
    return last;
  });
}

/** The names of the migrations that have run and of those that have not, each in order. */
export async function migrationStatus(runtimeUrl: string): Promise<{ executed: string[]; pending: string[] }> {
  const dataSource = new DataSource(
    dataSourceOptions({
      url: runtimeUrl,
      role: 'cabstand_runtime',
      poolSize: 1,
      applicationName: 'cabstand migrations',
    }),
  );
  await dataSource.initialize();
  try {
    const executed = await executedMigrations(dataSource);
    return { executed, pending: migrations.map(({ name }) => name).filter((name) => !executed.includes(name)) };
  } finally {
    await dataSource.destroy();
  }
}

async function executedMigrations(dataSource: DataSource): Promise<string[]> {
  const [found] = await dataSource.query<{ table: string | null }[]>(
    `SELECT to_regclass('public.schema_migrations') AS table`,
  );
  if (!found?.table) return [];
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM public.schema_migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

/** Several processes may start at once; TypeORM itself lets them all run the same migration. */
async function underLock<T>(database: RoleLogins, work: (dataSource: DataSource) => Promise<T>): Promise<T> {
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
