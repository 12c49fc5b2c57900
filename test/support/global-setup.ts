import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres';
import { migrate } from '../../src/platform/database/migrate';
import { roleUrls } from '../../src/platform/database/open-database';
import { TEMPLATE } from './database';

declare global {
  var embeddedPostgres: { server: EmbeddedPostgres; directory: string } | undefined;
}

/** One throwaway cluster a run (or the server at TEST_DATABASE_URL), with one migrated database that each test file clones. */
export default async function setUp(): Promise<void> {
  const adminUrl = process.env.TEST_DATABASE_URL ?? (await throwawayCluster());
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const template = new URL(adminUrl);
  template.pathname = `/${TEMPLATE}`;
  await migrate(roleUrls(template.href));
  // The workers inherit it.
  process.env.TEST_ADMIN_URL = adminUrl;
}

async function throwawayCluster(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-test-'));
  const server = await startEmbeddedPostgres({ directory, mode: 'throwaway' });
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  globalThis.embeddedPostgres = { server, directory };
  return server.url('postgres');
}
