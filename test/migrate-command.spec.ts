import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrations } from '../migrations/index';
import { embeddedProcesses } from './support/embedded-processes';
import { type TestDatabase, emptyDatabase } from './support/database';

/** `npm run migration:…` without the build. */
function run(command: string, environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['-r', join(__dirname, 'support/register-typescript.js'), join(__dirname, '../src/migrate.ts'), command],
      { env: { PATH: process.env.PATH, ...environment } },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('close', (code) => resolve({ code, output: output.trim() }));
  });
}

const names = migrations.map(({ name }) => name);
const list = (mark: string): string => names.map((name) => `${mark} ${name}`).join('\n');

describe('the migration command', () => {
  jest.setTimeout(120_000);

  it('shows, runs and reverts on the embedded server, and leaves nothing running', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'cabstand-migrate-'));
    try {
      const environment = { DATA_DIRECTORY: directory };
      expect(await run('show', environment)).toEqual({ code: 0, output: list('[ ]') });
      expect(await run('run', environment)).toEqual({ code: 0, output: list('ran') });
      expect(await run('run', environment)).toMatchObject({
        code: 0,
        output: expect.stringContaining('Nothing to run'),
      });
      expect(await run('revert', environment)).toEqual({ code: 0, output: `reverted ${names.at(-1)}` });
      expect(await run('show', environment)).toMatchObject({ output: expect.stringMatching(/^\[ \] \w+$/m) });
      expect(embeddedProcesses(directory)).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it('works on the server at DATABASE_URL', async () => {
    const database: TestDatabase = await emptyDatabase();
    try {
      const environment = { DATABASE_URL: database.adminUrl };
      expect(await run('run', environment)).toEqual({ code: 0, output: list('ran') });
      expect(await run('show', environment)).toEqual({ code: 0, output: list('[x]') });
    } finally {
      await database.drop();
    }
  });

  it('refuses a server that is too old, before it makes anything there', async () => {
    const database: TestDatabase = await emptyDatabase();
    const onServer = async (text: string): Promise<unknown[]> => {
      const client = new Client({ connectionString: database.adminUrl });
      await client.connect();
      try {
        return (await client.query<object>(text)).rows;
      } finally {
        await client.end();
      }
    };
    try {
      // It says that it is PostgreSQL 16.
      await onServer(`CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '160009' $$;
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$`);
      expect(await run('run', { DATABASE_URL: database.adminUrl })).toEqual({
        code: 1,
        output: expect.stringContaining('The server is PostgreSQL 16, and Cabstand needs 17 or later') as string,
      });
      expect(await onServer(`SELECT FROM pg_namespace WHERE nspname = 'platform'`)).toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('lists everything that is wrong with the configuration, and names its commands', async () => {
    expect(await run('run', { DATABASE_URL: 'x', PORT: 'a' })).toEqual({
      code: 1,
      output: expect.stringMatching(/^The configuration is refused:\n.*PORT must .*\n.*DATABASE_URL must [^\n]*$/),
    });
    expect(await run('up', {})).toEqual({ code: 2, output: 'Say what to do: run, revert, show.' });
  });
});
