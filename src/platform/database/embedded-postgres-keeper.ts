import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Claim, EmbeddedPostgresInUse, ServerGone } from './embedded-postgres-claim';
import { type Cluster, findOrStart, shutDown, urlOf } from './embedded-postgres-cluster';
import { processIsEnding, stopWithProcess } from './embedded-postgres-guard';
import { isAlive, type ServerProcess } from './embedded-postgres-process';

/** A server that does not start three times running will not start the fourth. */
const STARTS = 3;
const PAUSE_MILLISECONDS = 500;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

/**
 * Answers for one server as long as this process lives. PostgreSQL ends every connection when one of its processes dies,
 * the claim's among them, and comes back by itself; where the whole server is gone, it is started again on the port it
 * had, so that the pools find it. What requests meet meanwhile is a database that is away, and they say so.
 */
export class ServerKeeper {
  private readonly log = new Logger('EmbeddedPostgres');
  private readonly port: number;
  private claim: Claim | undefined;
  private guard: (() => void) | undefined;
  private recovery: Promise<void> = Promise.resolve();
  private stopping = false;
  private ours = false;

  /** @param onLost called once, with a sentence, when the server cannot be had back. */
  constructor(
    private readonly cluster: Cluster,
    private server: ServerProcess,
    private readonly onLost: (why: string) => void,
  ) {
    this.port = server.port;
  }

  get pid(): number {
    return this.server.pid;
  }

  /** @throws EmbeddedPostgresInUse, ServerGone as `Claim.take`. */
  async takeClaim(): Promise<void> {
    const { pid, port } = this.server;
    this.claim = await Claim.take(
      urlOf(this.cluster.data, port, 'postgres'),
      this.cluster.directory,
      () => !this.stopping && isAlive(pid),
      // In turn: the new connection may be lost before the recovery that made it has ended.
      (why) => {
        this.recovery = this.recovery.then(() => this.recover(why));
      },
    );
  }

  /** Whatever ends this process ends the server, until `leave`. Harmless when repeated. */
  stopWithProcess(): void {
    this.ours = true;
    const before = this.guard;
    this.guard = stopWithProcess(this.pid, () => this.stop());
    before?.();
  }

  leave(): void {
    this.guard?.();
    this.guard = undefined;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.ours) await shutDown(this.pid);
    await this.recovery;
    // A recovery under way may have started another.
    if (this.ours) await shutDown(this.pid);
    await this.claim?.release();
    this.leave();
  }

  /** Never rejects. A server that lives is waited for without end: nothing is gained by leaving it. */
  private async recover(why: string): Promise<void> {
    if (this.ending) return;
    this.log.warn(`PostgreSQL cut the connection that holds it (${why}).`);
    let failedStarts = 0;
    for (let pause = PAUSE_MILLISECONDS; !this.ending; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
      try {
        await this.startAgain();
      } catch (error) {
        if (this.ending) return;
        this.log.error(`PostgreSQL did not start again: ${messageOf(error)}`);
        if (++failedStarts === STARTS)
          return this.giveUp(`The embedded PostgreSQL stopped and cannot be started again.`);
        await sleep(pause);
        continue;
      }
      try {
        await this.takeClaim();
        this.stopWithProcess();
        if (this.server.port === this.port) return this.log.warn('PostgreSQL is back.');
        // Somebody started it elsewhere and died. It is ours now, but the pools look for it at the old port.
        await this.claim?.release();
        await shutDown(this.pid);
      } catch (error) {
        if (error instanceof EmbeddedPostgresInUse && error.ownerPid !== process.pid) {
          return this.giveUp(
            `Another Cabstand (process ${error.ownerPid}) took over the embedded PostgreSQL in ${error.directory}.`,
          );
        }
        if (!(error instanceof ServerGone)) this.log.warn(`PostgreSQL cannot be held yet: ${messageOf(error)}`);
        await sleep(pause);
      }
    }
  }

  private async startAgain(): Promise<void> {
    if (isAlive(this.pid)) return;
    // What was found may be another's: until the claim is taken, it is not ours to stop.
    this.leave();
    this.ours = false;
    const { server, started } = await findOrStart(this.cluster, this.port);
    this.server = server;
    if (started) this.stopWithProcess();
  }

  /** What runs there now is not ours to stop. */
  private giveUp(why: string): void {
    this.ours = false;
    this.leave();
    this.onLost(why);
  }

  private get ending(): boolean {
    return this.stopping || processIsEnding();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
