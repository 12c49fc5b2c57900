import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const READY = /Cabstand is ready at (\S+)/;
/** Clock ticks a second in /proc: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** A process of this project that serves HTTP, and what it costs. */
export class BenchService {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** From the start of the process to its readiness. */
    readonly readyMs: number,
  ) {}

  /** @param module relative to this folder: the service, or a floor that prints the same line when ready. */
  static async start(module: string, environment: Readonly<Record<string, string>>): Promise<BenchService> {
    const started = performance.now();
    const child = spawn(process.execPath, [...process.execArgv, require.resolve(module), '--stop-with-parent'], {
      env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '1000000', ...environment },
      // The channel ends with this process, however that ends, and tells the service so.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let text = '';
    const url = await new Promise<string>((resolve, reject) => {
      for (const stream of [child.stdout!, child.stderr!]) {
        stream.on('data', (chunk: Buffer) => {
          text = (text + chunk.toString()).slice(-4000);
          const ready = READY.exec(text);
          if (ready) resolve(ready[1]!);
        });
      }
      child.once('exit', (code) => reject(new Error(`${module} ended (${code}):\n${text}`)));
    });
    return new BenchService(child, url, performance.now() - started);
  }

  /** Milliseconds of CPU, user and system, since the start of the process. */
  cpuMs(): number {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
  }

  rssMegabytes(): number {
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))!;
    return Math.round(Number(kilobytes) / 1024);
  }

  get runs(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** As a power cut ends it: nothing is finished, and nobody is told. */
  async kill(): Promise<void> {
    if (!this.runs) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    if (!this.runs) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }
}
