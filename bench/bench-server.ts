import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded-postgres';
import { migrate } from '../src/platform/database/migrate';
import { roleUrls } from '../src/platform/database/open-database';

const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'top',
  'pg_stat_statements.max': '10000',
  max_connections: '200',
  shared_buffers: '512MB',
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_directory: 'log',
  log_filename: 'statements.log',
};

/** A durable PostgreSQL of the benchmark's own, in a folder that goes with it. */
export class BenchServer {
  private constructor(
    private readonly server: EmbeddedPostgres,
    private readonly directory: string,
  ) {}

  static async start(): Promise<BenchServer> {
    const directory = mkdtempSync(join(tmpdir(), 'cabstand-bench-'));
    const first = await startEmbeddedPostgres({ directory });
    const client = new Client({ connectionString: first.url('postgres') });
    await client.connect();
    for (const [name, value] of Object.entries(SETTINGS)) {
      await client.query(`ALTER SYSTEM SET ${name} = '${value}'`);
    }
    await client.end();
    await first.stop();
    return new BenchServer(await startEmbeddedPostgres({ directory }), directory);
  }

  url(database: string): string {
    return this.server.url(database);
  }

  get logFile(): string {
    return join(this.directory, 'data', 'log', 'statements.json');
  }

  async createMigrated(name: string): Promise<void> {
    await this.query('postgres', `CREATE DATABASE ${name}`);
    await migrate(roleUrls(this.url(name)));
    await this.query(name, 'CREATE EXTENSION pg_stat_statements');
  }

  /** Nobody may be connected to the template. */
  async clone(template: string, name: string): Promise<void> {
    await this.query('postgres', `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
    // Without it the first measured statements would write the hint bits of the copy.
    await this.query(name, 'VACUUM ANALYZE');
  }

  async drop(name: string): Promise<void> {
    await this.query('postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }

  async query<R extends object>(database: string, text: string, values: unknown[] = []): Promise<R[]> {
    const client = new Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Every statement that the database ran since the last reset, BEGIN and COMMIT too, but for this one's. */
  async statements(database: string): Promise<number> {
    const [row] = await this.query<{ calls: number }>(
      database,
      `SELECT sum(calls)::int AS calls FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND query NOT LIKE '%pg_stat_statements%'`,
    );
    return row!.calls;
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
