import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries, SystemUser } from './embedded-postgres-binaries';
import { processIsEnding, stopWithProcess } from './embedded-postgres-guard';
import {
  clearStalePidFile,
  freePort,
  isAlive,
  readyServer,
  runningServer,
  type ServerProcess,
} from './embedded-postgres-process';

const SUPERUSER = 'cabstand';
const PASSWORD_FILE = 'cabstand.password';
const START_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 15_000;
const THROWAWAY_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  max_connections: '300',
};

/** Durable keeps every promise of PostgreSQL; throwaway gives up fsync for speed, and is for tests. */
export type Mode = 'durable' | 'throwaway';

/** Where a cluster is, and who runs it with what. */
export interface Cluster {
  readonly directory: string;
  readonly data: string;
  readonly log: string;
  readonly user: SystemUser | undefined;
  readonly binaries: Binaries;
  readonly mode: Mode;
}

/** An interrupted initdb looks complete, so the cluster is built aside and renamed; two that start at once both build, and one wins. */
export function initialise(cluster: Cluster): void {
  const own = (path: string): void => {
    if (cluster.user) chownSync(path, cluster.user.uid, cluster.user.gid);
  };
  removeAbandoned(cluster.directory);
  const building = mkdtempSync(join(cluster.directory, `building-${process.pid}-`));
  const passwordFile = `${building}.password`;
  own(building);
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  own(passwordFile);
  const initdb = spawnSync(
    cluster.binaries.initdb,
    [
      ...['-D', building, '-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions'],
      ...(cluster.mode === 'throwaway' ? ['--no-sync'] : []),
    ],
    { ...cluster.user, cwd: cluster.directory, env: serverEnvironment(), encoding: 'utf8' },
  );
  if (initdb.status !== 0) throw new Error(`initdb failed: ${initdb.error?.message ?? initdb.stderr}`);
  renameSync(passwordFile, join(building, PASSWORD_FILE));
  try {
    renameSync(building, cluster.data);
  } catch (error) {
    if (!existsSync(cluster.data)) throw error;
    rmSync(building, { recursive: true });
  }
}

function removeAbandoned(directory: string): void {
  for (const name of readdirSync(directory)) {
    const builder = /^building-(\d+)-/.exec(name)?.[1];
    if (builder && !isAlive(Number(builder))) rmSync(join(directory, name), { recursive: true, force: true });
  }
}

/**
 * The server that runs on the cluster, or a new one. A new one listens on `port`, by default on one that is free.
 * @throws Error when it cannot start; the message has the end of its log.
 */
export async function findOrStart(
  cluster: Cluster,
  port?: number,
): Promise<{ server: ServerProcess; started: boolean }> {
  for (const end = Date.now() + START_MILLISECONDS; Date.now() < end; await sleep(5)) {
    const ready = readyServer(cluster.data);
    if (ready) return { server: ready, started: false };
    if (runningServer(cluster.data)) continue;
    await clearStalePidFile(cluster.data);
    const started = await start(cluster, port);
    if (started) return { server: started, started: true };
  }
  throw new Error(
    `PostgreSQL in ${cluster.directory} neither started nor stopped within ${START_MILLISECONDS / 1000} s.`,
  );
}

/** Undefined when it is not this start's turn: another won the race for the data directory, or a killed server's children still leave it. */
async function start(cluster: Cluster, port?: number): Promise<ServerProcess | undefined> {
  if (processIsEnding()) throw new Error('This process is ending.');
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port ?? (await freePort())),
    unix_socket_directories: '',
    timezone: 'UTC',
    lc_messages: 'C',
    ...(cluster.mode === 'throwaway' ? THROWAWAY_SETTINGS : {}),
  };
  // A file and not a pipe, and a process group of its own: the server outlives a killed Node, and Ctrl-C reaches Node first.
  const log = openSync(cluster.log, 'a', 0o600);
  const logStart = fstatSync(log).size;
  const child = spawn(
    cluster.binaries.postgres,
    ['-D', cluster.data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...cluster.user, cwd: cluster.directory, env: serverEnvironment(), stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  // Stays when the server is ready, until the caller puts its own in its place: a signal in between would be lost.
  const leave = stopWithProcess(child.pid ?? 0, () => shutDown(child.pid ?? 0));
  child.unref();
  let server: ServerProcess | undefined;
  try {
    return (server = await untilReady(child, cluster, logStart));
  } finally {
    if (!server) leave();
  }
}

async function untilReady(child: ChildProcess, cluster: Cluster, logStart: number): Promise<ServerProcess | undefined> {
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code, signal) => (failure ??= `exit ${code ?? signal}`));
  for (const end = Date.now() + START_MILLISECONDS; Date.now() < end; await sleep(5)) {
    const ready = readyServer(cluster.data);
    if (ready && ready.pid === child.pid) return ready;
    if (failure !== undefined) {
      if (runningServer(cluster.data)) return undefined;
      const log = readFileSync(cluster.log).subarray(logStart).toString();
      // A killed server's children take a moment to notice.
      if (log.includes('pre-existing shared memory block')) return undefined;
      throw new Error(`PostgreSQL in ${cluster.directory} did not start (${failure}):\n${log.slice(-2000)}`);
    }
  }
  child.kill('SIGQUIT');
  throw new Error(`PostgreSQL in ${cluster.directory} was not ready within ${START_MILLISECONDS / 1000} s.`);
}

/** Fast shutdown (SIGINT): sessions are cut off and what they had open rolls back. */
export async function shutDown(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGINT');
  for (const end = Date.now() + STOP_MILLISECONDS; isAlive(pid); await sleep(10)) {
    if (Date.now() > end) return void process.kill(pid, 'SIGQUIT');
  }
}

/** The superuser's URL of a database of the cluster. */
export function urlOf(data: string, port: number, database: string): string {
  const password = readFileSync(join(data, PASSWORD_FILE), 'utf8').trim();
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Our own environment holds secrets, and PG* names that would reach the server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  return { PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' };
}
