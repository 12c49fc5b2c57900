import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { Client, type QueryResult, type QueryResultRow } from 'pg';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { WORKER_DATA_SOURCE } from '../database/data-sources';
import { callContext } from '../telemetry/call-context';

/** Wall time, as the other leases of a process. */
const SILENT_MS = 10_000;
const SPEAK_EVERY_MS = 3_000;
const KEY = 'hashtextextended($1, 13)';

/** Work that is long looks at the signal between its steps: the process is about to end. */
type Work = (stop: AbortSignal) => Promise<void>;

/**
 * Recurring work that one process at a time does, each job under an advisory lock by its name:
 *
 *     @Interval('audit.seal', 1000)
 *     seal(): Promise<boolean> { return this.jobs.run('audit.seal', (stop) => this.sealChain.execute(stop)); }
 *
 * The locks are held on a connection of their own, so that jobs cannot starve each other of the pool. It speaks every few
 * seconds: from a process that is frozen, or whose machine is gone, the server takes the locks back after SILENT_MS. When the
 * connection breaks, the lock is lost while the work goes on: it saves work, and the database's constraints are what keeps it right.
 */
@Injectable()
export class ExclusiveJobs implements BeforeApplicationShutdown {
  private readonly log = new Logger(ExclusiveJobs.name);
  private readonly running = new Map<string, Promise<boolean>>();
  private readonly failing = new Set<string>();
  private connection: Promise<Client> | null = null;
  private asked: Promise<unknown> = Promise.resolve();
  private readonly stopping = new AbortController();
  private speaking: NodeJS.Timeout | undefined;

  constructor(@Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource) {}

  /**
   * Does the work unless a process, this one included, is at it already. Never throws: a failure is logged when it begins
   * and when it ends, and the next turn tries again. The work acts as the system, by the job's name.
   * @returns whether the work was done.
   */
  run(name: string, work: Work): Promise<boolean> {
    return this.once(name, () => this.turn(name, work));
  }

  /**
   * The same of work that is somebody's already, such as a listener's: it acts as its caller does, and throws what it throws.
   * @returns whether the work was done: not where somebody is at it already, nor where the process is about to end.
   */
  alone(name: string, work: () => Promise<void>): Promise<boolean> {
    return this.once(name, () => this.underLock(name, work));
  }

  /**
   * The same of work without end in sight: batch after batch, until one was not full or the process is about to end.
   * @param most of what one batch does
   * @param batch returns how much it did
   */
  runInBatches(name: string, most: number, batch: () => Promise<number>): Promise<boolean> {
    return this.run(name, async (stop) => {
      for (let done = most; done === most && !stop.aborted;) done = await batch();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.running.values());
    await (await this.connection?.catch(() => null))?.end();
  }

  private once(name: string, turn: () => Promise<boolean>): Promise<boolean> {
    if (this.stopping.signal.aborted || this.running.has(name)) return Promise.resolve(false);
    const running = turn().finally(() => this.running.delete(name));
    this.running.set(name, running);
    return running;
  }

  private async turn(name: string, work: Work): Promise<boolean> {
    try {
      const done = await this.underLock(name, () => this.asSystem(name, work));
      if (done && this.failing.delete(name)) this.log.log(`${name} works again.`);
      return done;
    } catch (error) {
      if (!this.failing.has(name)) this.log.error(`${name} fails, and is tried again at each turn: ${String(error)}`);
      this.failing.add(name);
      return false;
    }
  }

  private async underLock(name: string, work: () => Promise<void>): Promise<boolean> {
    const client = await this.connected();
    const { rows } = await this.ask<{ mine: boolean }>(client, `SELECT pg_try_advisory_lock(${KEY}) AS mine`, name);
    if (!rows[0]?.mine) return false;
    try {
      await work();
      return true;
    } finally {
      // A broken connection has given the lock back already.
      await this.ask(client, `SELECT pg_advisory_unlock(${KEY})`, name).catch(() => undefined);
    }
  }

  /** One query after another: pg 9 will not queue them for us. */
  private ask<R extends QueryResultRow>(client: Client, text: string, ...values: string[]): Promise<QueryResult<R>> {
    const answer = this.asked.then(() => client.query<R>(text, values));
    this.asked = answer.catch(() => undefined);
    return answer;
  }

  private asSystem(name: string, work: Work): Promise<void> {
    const requestId = uuidv7();
    const actor = { type: 'system', id: name } as const;
    const context = {
      requestId,
      correlationId: requestId,
      causationId: null,
      address: null,
      actor,
      organizationId: null,
    };
    return callContext.run(context, () => work(this.stopping.signal));
  }

  private connected(): Promise<Client> {
    this.connection ??= this.connect().catch((error: unknown) => {
      this.connection = null;
      throw error;
    });
    return this.connection;
  }

  private async connect(): Promise<Client> {
    const { url } = this.worker.options as { url?: string };
    const client = new Client({
      // So that one whose server is gone without a word is not waited for: pg then closes a connection that does not answer.
      ...{ pipeline: true, query_timeout: SILENT_MS, connectionTimeoutMillis: SILENT_MS },
      ...{ connectionString: url, application_name: 'cabstand jobs', keepAlive: true },
    });
    const forget = (): void => {
      clearInterval(this.speaking);
      this.connection = null;
    };
    client.on('error', forget);
    client.on('end', forget);
    await client.connect();
    await client.query(`SET idle_session_timeout = ${SILENT_MS}`);
    const speak = (): void => void this.ask(client, 'SELECT').catch(() => undefined);
    this.speaking = setInterval(speak, SPEAK_EVERY_MS).unref();
    return client;
  }
}
