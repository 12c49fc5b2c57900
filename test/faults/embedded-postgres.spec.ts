import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { eventually } from '../support/application';
import { embeddedProcesses } from '../support/embedded-processes';

interface Started {
  readonly adopted: boolean;
  readonly pid: number;
  readonly url: string;
}

/** A service in a process of its own, as a terminal would start it. */
class Service {
  output = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown[]>;

  constructor(directory: string, ...rest: string[]) {
    this.child = spawn(
      process.execPath,
      [
        ...['-r', join(__dirname, '../support/register-typescript.js')],
        ...[join(__dirname, 'embedded-postgres.fixture.ts'), directory, ...rest],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
    this.ended = once(this.child, 'close');
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  async started(): Promise<Started> {
    while (!this.output.includes('\n') && this.child.exitCode === null) await sleep(10);
    if (!this.output.startsWith('{')) throw new Error(this.output);
    return JSON.parse(this.output) as Started;
  }

  /** To the whole process group, as Ctrl-C does. */
  signal(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** The exit code, or the signal. */
  async end(): Promise<unknown> {
    const [code, signal] = await this.ended;
    return code ?? signal;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.signal('SIGKILL');
    await this.end();
  }
}

const CLAIMANTS = `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
   WHERE locktype = 'advisory' AND application_name LIKE 'cabstand supervisor%'`;

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe('embedded PostgreSQL', () => {
  jest.setTimeout(60_000);
  let directory: string;
  let services: Service[];

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'cabstand-fault-')));
    services = [];
  });
  afterEach(async () => {
    await Promise.all(services.map((service) => service.kill()));
    for (const pid of embeddedProcesses(directory)) process.kill(pid, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  function start(...rest: string[]): Service {
    const service = new Service(directory, ...rest);
    services.push(service);
    return service;
  }

  async function nothingLeft(): Promise<void> {
    for (const end = Date.now() + 30_000; embeddedProcesses(directory).length > 0 && Date.now() < end;) await sleep(20);
    expect(embeddedProcesses(directory)).toEqual([]);
  }

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'keeps its data over a restart, and %s leaves nothing running',
    async (signal) => {
      const first = start();
      await query((await first.started()).url, 'CREATE TABLE kept AS SELECT 7 AS seven');
      first.signal(signal);
      expect(await first.end()).toBe(signal);
      await nothingLeft();

      const second = await start().started();
      expect(second.adopted).toBe(false);
      expect(await query(second.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    },
  );

  it.each([
    ['it initialises', () => readdirSync(directory).some((name) => name.startsWith('building-'))],
    ['the server starts', () => existsSync(join(directory, 'data', 'postmaster.pid'))],
    ['the server becomes ready', () => /ready/.test(readFileSync(join(directory, 'server.log'), 'utf8'))],
  ])('leaves nothing running when it is interrupted while %s', async (_, reached) => {
    const service = start();
    const has = (): boolean => {
      try {
        return reached();
      } catch {
        return false;
      }
    };
    while (!has()) await sleep(1);
    service.signal('SIGINT');
    expect(await service.end()).toBe('SIGINT');
    await nothingLeft();
    expect((await start().started()).adopted).toBe(false);
  });

  it('leaves nothing running when the service falls over', async () => {
    const service = start('fall');
    await service.started();
    expect(await service.end()).toBe(1);
    await nothingLeft();
  });

  it('outlives a killed service, and the next one adopts it', async () => {
    const killed = start();
    const before = await killed.started();
    await query(before.url, 'CREATE TABLE kept AS SELECT 7 AS seven');
    await killed.kill();

    const next = start();
    const after = await next.started();
    expect(after).toEqual({ ...before, adopted: true });
    expect(await query(after.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    next.signal('SIGTERM');
    await next.end();
    await nothingLeft();
  });

  it('starts over the pid file of a server that was killed too', async () => {
    const killed = start();
    const { pid } = await killed.started();
    await killed.kill();
    process.kill(pid, 'SIGKILL');

    const next = await start().started();
    expect(next.adopted).toBe(false);
    expect(next.pid).not.toBe(pid);
  });

  it('starts over a pid file that names a stranger', async () => {
    const killed = start();
    const { pid } = await killed.started();
    const pidFile = join(directory, 'data', 'postmaster.pid');
    const content = readFileSync(pidFile, 'utf8');
    killed.signal('SIGTERM');
    await killed.end();
    await nothingLeft();
    // PostgreSQL overlooks another user's processes by itself.
    const { uid, gid } = statSync(join(directory, 'data'));
    const stranger = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' });
    writeFileSync(pidFile, content.replace(String(pid), String(stranger.pid)));
    try {
      const next = await start().started();
      expect(next.adopted).toBe(false);
      expect(next.pid).not.toBe(stranger.pid);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('refuses a second service on the folder, and says what to do', async () => {
    const first = start();
    const { url } = await first.started();
    const second = start();
    expect(await second.end()).toBe(1);
    expect(second.output.trim()).toBe(
      `Another Cabstand (process ${first.pid}) is running on the database in ${directory}. ` +
        `Stop it first (kill ${first.pid}), or give this one a folder of its own with DATA_DIRECTORY, ` +
        'or a server of its own with DATABASE_URL.',
    );
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets one of two win that start on an empty folder together', async () => {
    const ends = [start(), start()].map(async (service) => {
      try {
        return (await service.started()).pid;
      } catch (error) {
        return (error as Error).message;
      }
    });
    const [winner, loser] = (await Promise.all(ends)).sort((a) => (typeof a === 'number' ? -1 : 1));
    expect(winner).toEqual(expect.any(Number));
    expect(loser).toMatch(/Another Cabstand \(process \d+\) is running/);
    expect(readdirSync(directory).sort()).toEqual(['data', 'server.log']);
  });

  it('waits for a service that is still shutting down', async () => {
    const first = start();
    await first.started();
    first.signal('SIGTERM');
    const second = start();
    expect((await second.started()).adopted).toBe(false);
  });

  describe.each(['the service that started it', 'a service that adopted it'])('kept by %s', (which) => {
    let service: Service;
    let before: Started;

    beforeEach(async () => {
      service = start();
      before = await service.started();
      if (which.includes('adopted')) {
        await service.kill();
        service = start();
        before = await service.started();
      }
      // A throwaway server commits asynchronously, and a crash would take the table with it.
      await query(before.url, 'CREATE TABLE kept AS SELECT 7 AS seven');
      await query(before.url, 'CHECKPOINT');
    });

    /** The same URL answers, with what it held, the folder is this service's, and goes down with it. */
    async function isBack(): Promise<void> {
      await eventually(async () => {
        expect(await query(before.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
        expect(await query(before.url, CLAIMANTS)).toEqual([{ name: `cabstand supervisor ${service.pid}` }]);
      }, 20_000);
      const second = start();
      expect(await second.end()).toBe(1);
      expect(second.output).toContain(`Another Cabstand (process ${service.pid}) is running`);
      expect(service.output).not.toContain('lost: ');
      service.signal('SIGTERM');
      expect(await service.end()).toBe('SIGTERM');
      await nothingLeft();
    }

    it('comes back when a backend is killed', async () => {
      const client = new Client({ connectionString: before.url });
      client.on('error', () => undefined);
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      process.kill(rows[0]!.pid, 'SIGKILL');
      await isBack();
    });

    it('comes back when every connection is terminated', async () => {
      await query(before.url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
      await isBack();
    });

    it('is started again where it was when it is killed, each time', async () => {
      process.kill(before.pid, 'SIGKILL');
      await eventually(() => query(before.url, CLAIMANTS), 20_000);
      const [again] = await query(
        before.url,
        `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid`,
      );
      process.kill((again as { pid: number }).pid, 'SIGKILL');
      await isBack();
    });
  });

  it('tells the service when the server cannot be started again', async () => {
    const service = start();
    const { pid, url } = await service.started();
    process.kill(service.pid, 'SIGSTOP');
    process.kill(pid, 'SIGKILL');
    const stranger = createServer();
    await eventually(() => listen(stranger, Number(new URL(url).port)));
    process.kill(service.pid, 'SIGCONT');
    expect(await service.end()).toBe(70);
    expect(service.output).toContain('lost: The embedded PostgreSQL stopped and cannot be started again.');
    await new Promise((resolve) => stranger.close(resolve));
    await nothingLeft();
  });

  it('leaves the database to another service that took it over', async () => {
    const service = start();
    const { pid } = await service.started();
    process.kill(service.pid, 'SIGSTOP');
    process.kill(pid, 'SIGKILL');
    const heir = start();
    const { url } = await heir.started();
    process.kill(service.pid, 'SIGCONT');
    expect(await service.end()).toBe(70);
    expect(service.output).toContain(
      `lost: Another Cabstand (process ${heir.pid}) took over the embedded PostgreSQL in`,
    );
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('clears away what an interrupted initialisation left', async () => {
    mkdirSync(join(directory, 'building-4194305-x'), { mode: 0o700 });
    await start().started();
    expect(readdirSync(directory).sort()).toEqual(['data', 'server.log']);
  });
});
