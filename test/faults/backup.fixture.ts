import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../src/platform/config/configuration';
import { configurationNames, readConfiguration } from '../../src/platform/config/read-configuration';
import type { EmbeddedPostgres } from '../../src/platform/database/embedded-postgres';
import { migrate } from '../../src/platform/database/migrate';
import { openDatabase, type OpenedDatabase } from '../../src/platform/database/open-database';
import { TestApplication } from '../support/application';

const ROOT = join(__dirname, '../..');

export type Environment = Readonly<Record<string, string>> & { readonly DATA_DIRECTORY: string };

export function configurationOf(environment: Environment): Configuration {
  return readConfiguration({ NODE_ENV: 'test', ...environment });
}

/** One server and one folder of data, and a service on both, as `npm start` has it. */
export class Place {
  private constructor(
    readonly environment: Environment,
    readonly configuration: Configuration,
    readonly embedded: EmbeddedPostgres,
    readonly workerUrl: string,
    readonly application: TestApplication,
  ) {}

  static async open(environment: Environment): Promise<Place> {
    const configuration = configurationOf(environment);
    const database = (await openDatabase(configuration)) as OpenedDatabase & { embedded: EmbeddedPostgres };
    await migrate(database);
    const adminUrl = database.embedded.url('cabstand');
    const named = { ...database, adminUrl, drop: () => Promise.resolve() };
    const application = await TestApplication.start({ database: named, environment });
    return new Place(environment, configuration, database.embedded, database.workerUrl, application);
  }

  get adminUrl(): string {
    return this.application.database.adminUrl;
  }

  async close(): Promise<void> {
    await this.application.stop();
    await this.embedded.stop();
  }
}

/** A command in a process of its own, by which no other setting comes in. */
export async function command(
  name: 'backup' | 'restore',
  environment: Environment,
  ...args: string[]
): Promise<{ code: number | null; output: string }> {
  const unset = Object.fromEntries(configurationNames().map((one) => [one, '']));
  const register = join(ROOT, 'test/support/register-typescript.js');
  const child = spawn(process.execPath, ['-r', register, join(ROOT, `src/${name}.ts`), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...unset, NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

export interface Flush {
  /** Of a file or folder, which keeps it under another name. */
  readonly inode: number;
  /** Whether that path was there at that moment. */
  readonly isThere: boolean;
}

/** What this process flushes to the disk until the mocks are restored. */
export async function flushesOf(path: string): Promise<readonly Flush[]> {
  const flushes: Flush[] = [];
  const flushed = (fd: number): void =>
    void flushes.push({ inode: fs.fstatSync(fd).ino, isThere: fs.existsSync(path) });
  const handle = await fs.promises.open(tmpdir(), 'r');
  const ofHandles = Object.getPrototypeOf(handle) as fs.promises.FileHandle;
  await handle.close();
  const { sync } = ofHandles;
  jest.spyOn(ofHandles, 'sync').mockImplementation(function (this: fs.promises.FileHandle) {
    flushed(this.fd);
    return sync.call(this);
  });
  const { fsync } = fs;
  jest.spyOn(fs, 'fsync').mockImplementation((fd, done) => {
    flushed(fd);
    fsync(fd, done);
  });
  return flushes;
}

export interface NarrowWire {
  readonly port: number;
  /** So many bytes have come from the server, and no more do. */
  readonly full: Promise<void>;
  widen(): void;
  close(): void;
}

/** To a server of this machine: it lets so many bytes through, and the others when it is told. */
export async function narrowWire(serverPort: number, bytes: number): Promise<NarrowWire> {
  let [passed, isWide] = [0, false];
  const far = connect(serverPort, '127.0.0.1');
  let filled = (): void => undefined;
  const full = new Promise<void>((resolve) => (filled = resolve));
  const server = createServer((near) => {
    near.pipe(far);
    near.on('error', () => far.destroy());
    far.on('data', (chunk: Buffer) => {
      near.write(chunk);
      passed += chunk.length;
      if (isWide || passed < bytes) return;
      far.pause();
      filled();
    });
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    full,
    widen: () => {
      isWide = true;
      far.resume();
    },
    close: () => {
      far.destroy();
      server.close();
    },
  };
}
