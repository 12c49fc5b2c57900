import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICE_LOG } from '../demo/own-folder';
import { startProgram } from '../demo/program';

const READY = 'Cabstand is ready at';
/** For one start: what is around it may be away, and then it ends and is started again, as a supervisor does. */
const PATIENCE_MS = 90_000;
const STARTS_MS = 120_000;
const PAUSE_MS = 500;

/** The real service in a process of its own, killed and started again on the same port. */
export class ServiceProcess {
  private child: ChildProcess | null = null;
  /** A sentence for each time that it ended and nobody had killed it. */
  readonly falls: string[] = [];
  private readonly log: WriteStream;

  constructor(
    directory: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.log = createWriteStream(join(directory, SERVICE_LOG), { flags: 'a' });
  }

  /** Until it is ready. @throws Error with the end of its log where it never is */
  async start(): Promise<void> {
    const end = Date.now() + STARTS_MS;
    for (; !this.child; await sleep(PAUSE_MS)) {
      const text = await this.startOnce();
      if (text === '') return;
      if (Date.now() > end) throw new Error(`The service does not start:\n${text.slice(-4000)}`);
    }
  }

  /** With SIGKILL: it has no say in it. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child) return;
    this.child = null;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Empty where it is ready, else what it said before it ended. */
  private async startOnce(): Promise<string> {
    const child = startProgram(require.resolve('../src/main'), ['--stop-with-parent'], this.environment);
    let text = '';
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => {
        this.log.write(chunk);
        if (text.length < 100_000) text += chunk.toString();
      });
    const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
    for (const end = Date.now() + PATIENCE_MS; !text.includes(READY); await sleep(20)) {
      if (hasEnded()) return text || 'It said nothing.';
      if (Date.now() > end) {
        child.kill('SIGKILL');
        return `It is not ready after ${PATIENCE_MS / 1000} s.\n${text}`;
      }
    }
    this.child = child;
    child.once('exit', (code, signal) => {
      if (this.child !== child) return;
      this.child = null;
      this.falls.push(`The service ended by itself (${code ?? signal}): ${text.slice(-500)}`);
    });
    return '';
  }
}
