import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../ormconfig';
import { asRole, provisionRoles } from '../src/platform/database/roles';
import { roleUrls } from '../src/platform/database/open-database';
import { emptyDatabase, type TestDatabase } from './support/database';

async function query(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

describe('database roles', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await emptyDatabase();
    await provisionRoles(database);
  });
  afterAll(() => database.drop());

  it('hold from the first statement, and after RESET ROLE', async () => {
    for (const [url, role] of [
      [database.ownerUrl, 'cabstand_owner'],
      [database.runtimeUrl, 'cabstand_runtime'],
      [database.workerUrl, 'cabstand_worker'],
    ] as const) {
      expect(await query(url, 'SELECT current_user AS role')).toEqual([{ role }]);
      expect(await query(url, 'RESET ROLE', 'SELECT current_user AS role')).toEqual([{ role }]);
    }
  });

  it('can be the default of a login, for a pooler that drops start-up options', async () => {
    const login = `pooled_${database.ownerUrl.length}_${Date.now()}`;
    const url = new URL(database.adminUrl);
    [url.username, url.password] = [login, 'pooled'];
    await query(
      database.adminUrl,
      `CREATE ROLE ${login} LOGIN PASSWORD 'pooled'`,
      `GRANT cabstand_runtime TO ${login} WITH INHERIT FALSE, SET TRUE`,
      `ALTER ROLE ${login} SET role = 'cabstand_runtime'`,
    );
    try {
      expect(await query(url.href, 'SELECT current_user AS role')).toEqual([{ role: 'cabstand_runtime' }]);
      expect(await query(url.href, 'RESET ROLE', 'SELECT current_user AS role')).toEqual([
        { role: 'cabstand_runtime' },
      ]);
    } finally {
      await query(database.adminUrl, `DROP ROLE ${login}`);
    }
  });

  it('leave no transaction open for more than a minute after its process has stopped asking, and look whether it is there', async () => {
    for (const [role, url] of [
      ['cabstand_runtime', database.runtimeUrl],
      ['cabstand_worker', database.workerUrl],
    ] as const) {
      const pool = new DataSource(dataSourceOptions({ url, role, poolSize: 1, applicationName: 'left open' }));
      await pool.initialize();
      try {
        expect(await pool.query('SHOW idle_in_transaction_session_timeout')).toEqual([
          { idle_in_transaction_session_timeout: '1min' },
        ]);
        expect(await pool.query('SHOW client_connection_check_interval')).toEqual([
          { client_connection_check_interval: '10s' },
        ]);
        expect(await pool.query('SELECT current_user AS role')).toEqual([{ role }]);
      } finally {
        await pool.destroy();
      }
    }
  });

  it('let only the owner make a schema', async () => {
    await query(database.ownerUrl, 'CREATE SCHEMA ride', 'CREATE TABLE ride.rides (id int)');
    await expect(query(database.runtimeUrl, 'CREATE SCHEMA fleet')).rejects.toThrow('permission denied');
    await expect(query(database.runtimeUrl, 'SELECT * FROM ride.rides')).rejects.toThrow('permission denied');
    await expect(query(database.workerUrl, 'CREATE SCHEMA fleet')).rejects.toThrow('permission denied');
  });

  it('are held by row-level security, whoever logged in', async () => {
    const rows = await query(
      database.adminUrl,
      `SELECT rolname FROM pg_roles WHERE rolname LIKE 'cabstand\\_%' AND (rolsuper OR rolbypassrls OR rolcanlogin)`,
    );
    expect(rows).toEqual([]);
  });

  it('are given to three logins that cannot take each other’s', async () => {
    const suffix = database.adminUrl.split('_').at(-1);
    const logins = ['owner', 'runtime', 'worker'].map((name) => `${name}_${suffix}`);
    await query(
      database.adminUrl,
      `CREATE ROLE ${logins[0]} LOGIN PASSWORD 'p' CREATEROLE`,
      `CREATE ROLE ${logins[1]} LOGIN PASSWORD 'p'`,
      `CREATE ROLE ${logins[2]} LOGIN PASSWORD 'p'`,
    );
    const [owner, runtime, worker] = logins.map((login) => {
      const url = new URL(database.adminUrl);
      url.username = login;
      url.password = 'p';
      return url.href;
    }) as [string, string, string];
    // As an administrator would: afterwards the owner's own login finds nothing left to do.
    await provisionRoles({ ...roleUrls(runtime, owner, worker), ownerUrl: database.adminUrl });
    await query(database.adminUrl, `GRANT cabstand_owner TO ${logins[0]} WITH INHERIT FALSE, SET TRUE`);
    await provisionRoles(roleUrls(runtime, owner, worker));

    expect(await query(asRole(runtime, 'cabstand_runtime'), 'SELECT current_user AS role')).toEqual([
      { role: 'cabstand_runtime' },
    ]);
    await expect(query(asRole(runtime, 'cabstand_owner'), 'SELECT 1')).rejects.toThrow('permission denied');
    await expect(query(asRole(worker, 'cabstand_runtime'), 'SELECT 1')).rejects.toThrow('permission denied');
    await query(
      database.adminUrl,
      `REVOKE cabstand_owner, cabstand_runtime, cabstand_worker FROM ${logins.join(', ')}`,
      `DROP ROLE ${logins.join(', ')}`,
    );
  });

  it('keep what else the URL asks for', () => {
    const url = asRole('postgres://a@b/c?options=-c+statement_timeout%3D5s&sslmode=require', 'cabstand_worker');
    expect(new URL(asRole(url, 'cabstand_runtime')).searchParams.get('options')).toBe(
      '-c statement_timeout=5s -c role=cabstand_runtime',
    );
    expect(new URL(url).searchParams.get('sslmode')).toBe('require');
  });
});
