import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What `postmaster.pid` says of a server. */
export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
}

/** Alive, and not a zombie: a container whose first process reaps nothing leaves zombies that `kill(pid, 0)` still finds. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** The server that runs on this data directory, once it accepts connections. */
export function readyServer(dataDirectory: string): ServerProcess | undefined {
  const found = readPidFile(dataDirectory);
  return found?.status === 'ready' && servesDirectory(found.pid, dataDirectory) ? found : undefined;
}

/** The server that runs on this data directory, perhaps still starting or already shutting down. */
export function runningServer(dataDirectory: string): { readonly pid: number } | undefined {
  const found = readPidFile(dataDirectory);
  return found && servesDirectory(found.pid, dataDirectory) ? found : undefined;
}

/**
 * Removes a pid file that names a live process which is not our server (a zombie, or a stranger that got the number after
 * a reboot): PostgreSQL would take that one for a server and refuse to start. One that names nobody it removes itself.
 */
export async function clearStalePidFile(dataDirectory: string): Promise<void> {
  const stale = readPidFile(dataDirectory);
  if (!stale) return;
  try {
    process.kill(stale.pid, 0);
  } catch {
    return;
  }
  await sleep(500);
  const now = readPidFile(dataDirectory);
  if (now?.pid === stale.pid && !servesDirectory(stale.pid, dataDirectory)) {
    rmSync(join(dataDirectory, 'postmaster.pid'), { force: true });
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
  });
}

function readPidFile(dataDirectory: string): (ServerProcess & { status: string }) | undefined {
  try {
    const lines = readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** A pid is recycled after a reboot, so being alive is not enough. A server works in its data directory, and names it. */
function servesDirectory(pid: number, dataDirectory: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout.includes(dataDirectory);
  }
  try {
    const [theirs, ours] = [statSync(`/proc/${pid}/cwd`), statSync(dataDirectory)];
    return theirs.dev === ours.dev && theirs.ino === ours.ino;
  } catch {
    // Only the process's own user may look at its working directory.
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataDirectory);
  } catch {
    return false;
  }
}
