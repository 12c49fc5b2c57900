import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_LOG } from './own-folder';
import { startProgram, stopProgram } from './program';

const READY = /Cabstand is ready at (\S+)/;

/** The real service in a process of its own, on an embedded PostgreSQL, with simulators and a stepped clock. */
export class Service {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** Lets its bearer step time. */
    readonly token: string,
  ) {}

  static async start(directory: string, environment: Readonly<Record<string, string>>): Promise<Service> {
    const token = randomBytes(24).toString('base64url');
    const log = createWriteStream(join(directory, SERVICE_LOG));
    const child = startProgram(require.resolve('../src/main'), ['--stop-with-parent'], {
      ...environment,
      DATA_DIRECTORY: directory,
      CLOCK: 'stepped',
      SIMULATION_TOKEN: token,
    });
    let text = '';
    const url = await new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on('data', (chunk: Buffer) => {
          log.write(chunk);
          text = (text + chunk.toString()).slice(-4000);
          const ready = READY.exec(text);
          if (ready) resolve(ready[1]!);
        });
      }
      child.once('exit', (code) => reject(new Error(`The service ended (${code}):\n${text}`)));
    });
    return new Service(child, url, token);
  }

  get exited(): Promise<unknown> {
    return once(this.child, 'exit');
  }

  async now(): Promise<Date> {
    const { now } = await this.clock('GET');
    return new Date(now);
  }

  /** Steps domain time, through every timer that falls due on the way. */
  async moveTo(time: Date): Promise<void> {
    await this.clock('POST', { to: time.toISOString() });
  }

  stop(): Promise<void> {
    return stopProgram(this.child);
  }

  private async clock(method: string, body?: object): Promise<{ now: string }> {
    const answer = await fetch(`${this.url}/__sim/clock`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The clock answered ${answer.status}: ${text}`);
    return JSON.parse(text) as { now: string };
  }
}
