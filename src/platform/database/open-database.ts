import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import type { Configuration } from '../config/configuration';
import { type EmbeddedPostgres, runningEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres';
import { EmbeddedPostgresInUse } from './embedded-postgres-claim';
import { asRole, type RoleLogins } from './roles';

/** Where the database is. Each URL is that role's already, also for a bare `pg` client. */
export interface OpenedDatabase extends RoleLogins {
  /** Present when this process started (or adopted) the server, and so has to stop it. */
  readonly embedded?: EmbeddedPostgres;
}

const DATABASE = 'cabstand';

/**
 * The server at DATABASE_URL, or the embedded one, started and with its database created. Neither is migrated here.
 * @param onUnexpectedExit called, with a sentence, when the embedded server is lost for good.
 * @throws EmbeddedPostgresInUse when another live process runs on the data directory.
 */
export async function openDatabase(
  configuration: Pick<Configuration, 'databaseUrl' | 'databaseOwnerUrl' | 'databaseWorkerUrl' | 'dataDirectory'>,
  onUnexpectedExit?: (why: string) => void,
): Promise<OpenedDatabase> {
  const { databaseUrl, databaseOwnerUrl, databaseWorkerUrl, dataDirectory } = configuration;
  if (databaseUrl) return roleUrls(databaseUrl, databaseOwnerUrl, databaseWorkerUrl);
  const embedded = await startEmbeddedPostgres({ directory: join(dataDirectory, 'postgres'), onUnexpectedExit });
  await ensureDatabase(embedded.url('postgres'), DATABASE);
  return { ...roleUrls(embedded.url(DATABASE)), embedded };
}

/** As `openDatabase`, for a command beside the service: where that runs the embedded server already, uses it as it is. */
export async function openDatabaseBeside(configuration: Parameters<typeof openDatabase>[0]): Promise<OpenedDatabase> {
  try {
    return await openDatabase(configuration);
  } catch (error) {
    const inUse = error instanceof EmbeddedPostgresInUse;
    const url = inUse && runningEmbeddedPostgres(join(configuration.dataDirectory, 'postgres'), DATABASE);
    if (!url) throw error;
    return roleUrls(url);
  }
}

export function roleUrls(url: string, ownerUrl?: string | null, workerUrl?: string | null): RoleLogins {
  return {
    runtimeUrl: asRole(url, 'cabstand_runtime'),
    ownerUrl: asRole(ownerUrl ?? url, 'cabstand_owner'),
    workerUrl: asRole(workerUrl ?? url, 'cabstand_worker'),
  };
}

/** Creates the database unless it exists. `adminUrl` leads to another database of the server. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl, application_name: 'cabstand database' });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
