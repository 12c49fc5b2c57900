import { isAlive } from './embedded-postgres-process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The servers that must not outlive this process, by pid. */
const guarded = new Map<number, () => Promise<void>>();

let ending = false;

/** A signal is ending this process: no server may start any more. */
export function processIsEnding(): boolean {
  return ending;
}

/**
 * Stops a server with this process whatever ends it, bar SIGKILL. A signal that something else in the process handles is
 * left to that something, which calls `stop()` when the service has finished its requests. Takes the place of an earlier
 * call for the same server. Returns what undoes this.
 */
export function stopWithProcess(pid: number, stop: () => Promise<void>): () => void {
  if (guarded.size === 0) {
    process.on('exit', onExit);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  guarded.set(pid, stop);
  return () => {
    if (guarded.get(pid) !== stop) return;
    guarded.delete(pid);
    if (guarded.size === 0) unlisten();
  };
}

function onExit(): void {
  for (const pid of guarded.keys()) if (isAlive(pid)) process.kill(pid, 'SIGINT');
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  ending = true;
  void Promise.allSettled([...guarded.values()].map((stop) => stop())).then(() => {
    unlisten();
    process.kill(process.pid, signal);
  });
}

function unlisten(): void {
  process.off('exit', onExit);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}
