import 'reflect-metadata';
import { types } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { migrations } from './migrations/index';
import { entities } from './src/entities';
import { asRole, type DatabaseRole } from './src/platform/database/roles';

// Paise, metres and versions are bigint in the database and stay far below 2^53.
types.setTypeParser(types.builtins.INT8, Number);

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
    url: asRole(url, role),
    poolSize,
    applicationName,
    // What is asked without waiting for the answer before it goes out at once: an opening with its first statement.
    extra: { pipeline: true },
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
