import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { configurationNames } from '../src/platform/config/read-configuration';

const running = new Set<ChildProcess>();

/**
 * One of the service's own programs in a process of its own. No setting of the surroundings (the environment, `.env`) reaches
 * it: the demo plays on a database and in folders of its own whatever those say. Standard output and error are pipes.
 */
export function startProgram(
  module: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const unset = Object.fromEntries(configurationNames().map((name) => [name, '']));
  const child = spawn(process.execPath, [...process.execArgv, module, ...args], {
    env: { ...process.env, ...unset, ...environment },
    // The channel ends with the demo, however that ends, and tells the program so.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C reaches this process alone; it stops the service, and the service its database.
    detached: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Resolves when it is gone. Harmless when repeated. */
export async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

export async function stopPrograms(): Promise<void> {
  await Promise.all([...running].map(stopProgram));
}
