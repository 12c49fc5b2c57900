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
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Binaries,
  installedBinaries,
  reachableDirectory,
  serverUser,
  type SystemUser,
} from './embedded-postgres-binaries';
import { Claim, EmbeddedPostgresInUse, ServerGone } from './embedded-postgres-claim';
import { processIsEnding, stopWithProcess } from './embedded-postgres-guard';
import {
  clearStalePidFile,
  freePort,
  isAlive,
  readyServer,
  runningServer,
  type ServerProcess,
} from './embedded-postgres-process';

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`data`) and the server's log. */
  readonly directory: string;
  /** Durable keeps every promise of PostgreSQL; throwaway gives up fsync for speed, and is for tests. */
  readonly mode?: 'durable' | 'throwaway';
  /** Called when the server stops although nobody asked it to. */
  readonly onUnexpectedExit?: (why: string) => void;
}

export interface EmbeddedPostgres {
  /** It was already running: a Cabstand that was killed left it behind. */
  readonly adopted: boolean;
  readonly pid: number;
  readonly port: number;
  /** The superuser's URL of a database. */
  url(database: string): string;
  /** Disconnects everybody and waits until the server is gone. Harmless when repeated. */
  stop(): Promise<void>;
}

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

/**
 * Starts the PostgreSQL that npm installed on a folder, initialising it the first time, or adopts the server that a
 * killed Cabstand left running there. The server stops with this process: by `stop()`, when the process exits, and on a
 * signal that nothing else in the process handles. Only SIGKILL leaves it, and then the next start adopts it.
 * @throws EmbeddedPostgresInUse when another live process runs on the folder.
 * @throws Error when the server cannot start; the message has the end of its log.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    return await claimServer(options);
  } catch (error) {
    // Interrupted: the signal ends the process as soon as the server is down, and there is nobody left to tell.
    if (processIsEnding()) await new Promise(() => undefined);
    throw error;
  }
}

/**
 * The superuser's URL of a database on the server that runs on the folder, whoever runs it; undefined when none does. For a
 * look beside the service: it claims nothing and stops nothing.
 */
export function runningEmbeddedPostgres(directory: string, database: string): string | undefined {
  const data = join(reachableDirectory(resolve(directory), serverUser()), 'data');
  const server = readyServer(data);
  return server && urlOf(data, server.port, database);
}

function urlOf(data: string, port: number, database: string): string {
  const password = readFileSync(join(data, PASSWORD_FILE), 'utf8').trim();
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

async function claimServer(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = serverUser();
  const binaries = installedBinaries(user);
  const directory = reachableDirectory(resolve(options.directory), user);
  const cluster = { directory, data: join(directory, 'data'), log: join(directory, 'server.log'), user, binaries };
  if (!existsSync(cluster.data)) initialise(cluster, options.mode);
  const urlAt = (port: number, database: string): string => urlOf(cluster.data, port, database);

  for (;;) {
    const { server, started } = await findOrStart(cluster, options.mode);
    const { pid, port } = server;
    let stopping = false;
    const stop = async (): Promise<void> => {
      stopping = true;
      await shutDown(pid);
      await claim?.release();
      leave?.();
    };
    let leave = started ? stopWithProcess(pid, stop) : undefined;
    let claim: Claim | undefined;
    try {
      claim = await Claim.take(
        urlAt(port, 'postgres'),
        directory,
        () => isAlive(pid),
        (why) => {
          if (!stopping) options.onUnexpectedExit?.(why);
        },
      );
      leave ??= stopWithProcess(pid, stop);
      return { adopted: !started, pid, port, url: (database) => urlAt(port, database), stop };
    } catch (error) {
      leave?.();
      // It was shutting down: the next turn waits until it is gone, and starts one.
      if (error instanceof ServerGone) continue;
      if (started && !(error instanceof EmbeddedPostgresInUse)) await shutDown(pid);
      throw error;
    }
  }
}

interface Cluster {
  readonly directory: string;
  readonly data: string;
  readonly log: string;
  readonly user: SystemUser | undefined;
  readonly binaries: Binaries;
}

/** An interrupted initdb looks complete, so the cluster is built aside and renamed; two that start at once both build, and one wins. */
function initialise(cluster: Cluster, mode: EmbeddedPostgresOptions['mode']): void {
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
      ...(mode === 'throwaway' ? ['--no-sync'] : []),
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

async function findOrStart(
  cluster: Cluster,
  mode: EmbeddedPostgresOptions['mode'],
): Promise<{ server: ServerProcess; started: boolean }> {
  for (const end = Date.now() + START_MILLISECONDS; Date.now() < end; await sleep(5)) {
    const ready = readyServer(cluster.data);
    if (ready) return { server: ready, started: false };
    if (runningServer(cluster.data)) continue;
    await clearStalePidFile(cluster.data);
    const started = await start(cluster, mode);
    if (started) return { server: started, started: true };
  }
  throw new Error(
    `PostgreSQL in ${cluster.directory} neither started nor stopped within ${START_MILLISECONDS / 1000} s.`,
  );
}

/** Undefined when it is not this start's turn: another won the race for the data directory, or a killed server's children still leave it. */
async function start(cluster: Cluster, mode: EmbeddedPostgresOptions['mode']): Promise<ServerProcess | undefined> {
  if (processIsEnding()) throw new Error('This process is ending.');
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(await freePort()),
    unix_socket_directories: '',
    timezone: 'UTC',
    lc_messages: 'C',
    ...(mode === 'throwaway' ? THROWAWAY_SETTINGS : {}),
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
async function shutDown(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGINT');
  for (const end = Date.now() + STOP_MILLISECONDS; isAlive(pid); await sleep(10)) {
    if (Date.now() > end) return void process.kill(pid, 'SIGQUIT');
  }
}

/** Our own environment holds secrets, and PG* names that would reach the server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  return { PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C', TZ: 'UTC' };
}
