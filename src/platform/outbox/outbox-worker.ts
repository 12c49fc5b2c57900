import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock';
import { fromRecord } from '../events/domain-event';
import { EventRegistry } from '../events/event-registry';
import { DatabaseNotifications } from '../notifications/database-notifications';
import { callContext } from '../telemetry/call-context';
import { sqlState, UnitOfWork } from '../transaction/unit-of-work';
import { OutboxOptions } from './outbox-options';
import { HopelessError, type OutboxKey, type OutboxRow, OutboxRows } from './outbox-rows';
import { type Lane, LANES, OutboxSignal } from './outbox-signal';

const CHANNEL = 'cabstand_outbox';
/** lock_not_available: what a handler needs is held by another transaction, for longer than it may wait. */
const LOCKED = '55P03';
/** Whoever holds a lock without a word is ended by the database after a minute (`ormconfig.ts`). */
const LONGEST_ASIDE_MS = 60_000;

/**
 * Delivers outbox rows in four lanes that never wait for each other: unkeyed database handlers in batches, unkeyed
 * outside handlers under leases, the urgent of them apart, and keyed rows one key at a time.
 */
@Injectable()
export class OutboxWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(OutboxWorker.name);
  readonly id = randomUUID();
  private running = false;
  private lanes: Promise<void>[] = [];
  /** Outside calls under way, by lane: the next is leased as soon as one of them ends. */
  private readonly calls = { urgent: new Set<Promise<void>>(), patient: new Set<Promise<void>>() };
  private readonly wakers = new Map<Lane, () => void>();
  /** Whoever waits for all lanes to find nothing more to deliver. */
  private resting: (() => void)[] = [];
  /** Organizations whose handlers wait for somebody's lock, each with the wall time until which the others go first. */
  private readonly setAside = new Map<string | null, number>();
  /** Rises with each wake of the lane, so that one that was busy when it came does not go to sleep on it. */
  private readonly wakes = { database: 0, urgent: 0, patient: 0, keyed: 0 };

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rows: OutboxRows,
    private readonly registry: EventRegistry,
    private readonly clock: Clock,
    private readonly signal: OutboxSignal,
    private readonly notifications: DatabaseNotifications,
    private readonly options: OutboxOptions,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.options.enabled) return;
    this.running = true;
    this.signal.onCommit((lanes) => {
      this.wake(lanes);
      for (const lane of lanes) this.notifications.notify(CHANNEL, lane);
    });
    this.notifications.listen(CHANNEL, (payload) => this.wake(LANES.filter((lane) => lane === (payload ?? lane))));
    this.lanes = [
      this.deliver('database', () => this.deliverBatch()),
      this.deliver('urgent', () => this.deliverOutside('urgent')),
      this.deliver('patient', () => this.deliverOutside('patient')),
      this.deliver('keyed', () => this.deliverKeyed()),
    ];
  }

  /** Finishes what is under way, then gives its leases back so that another process need not wait for them to lapse. */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    this.signal.onCommit(null);
    this.wake();
    const underWay = Promise.allSettled(this.lanes).then(() =>
      Promise.allSettled([...this.calls.urgent, ...this.calls.patient]),
    );
    await Promise.race([underWay, sleep(this.options.shutdownMs, undefined, { ref: false })]);
    this.notifications.unlisten(CHANNEL);
    await this.rows.handBack(this.id).catch((error: unknown) => this.log.warn(error));
  }

  wake(lanes: readonly Lane[] = LANES): void {
    for (const lane of lanes) {
      this.wakes[lane]++;
      this.wakers.get(lane)?.();
    }
  }

  /** When no lane of this process finds anything to deliver, and no call is under way; at once where that is so. */
  async rest(): Promise<void> {
    if (!this.isAtRest()) await new Promise<void>((resolve) => this.resting.push(resolve));
  }

  private isAtRest(): boolean {
    const calls = this.calls.urgent.size + this.calls.patient.size;
    return calls === 0 && (!this.running || (this.setAside.size === 0 && this.wakers.size === LANES.length));
  }

  private tellRest(): void {
    if (this.resting.length > 0 && this.isAtRest()) for (const resolve of this.resting.splice(0)) resolve();
  }

  private async deliver(lane: Lane, deliver: () => Promise<number>): Promise<void> {
    while (this.running) {
      const seen = this.wakes[lane];
      let delivered = 0;
      try {
        await this.clock.refresh();
        delivered = await deliver();
      } catch (error) {
        if (this.running) this.log.warn(`The outbox is waiting for the database: ${String(error)}`);
        await this.pause(lane);
      }
      if (delivered === 0 && this.running && seen === this.wakes[lane]) await this.pause(lane);
    }
  }

  /** Until the lane is woken, or the next look is due. */
  private async pause(lane: Lane): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.options.pollMs);
      this.wakers.set(lane, resolve);
      this.tellRest();
    });
    clearTimeout(timer);
    this.wakers.delete(lane);
  }

  private async deliverBatch(): Promise<number> {
    const now = Date.now();
    for (const [id, until] of this.setAside) if (until <= now) this.setAside.delete(id);
    const first = await this.rows.firstOrganization([...this.setAside.keys()], false);
    if (!first) return 0;
    const delivered = await this.deliverBatchOf(first.organizationId);
    if (delivered > 0) return delivered;
    // Another process holds all of its rows, and may be frozen: the other organizations do not wait for it.
    const free = await this.rows.firstOrganization([...this.setAside.keys()], true);
    return free ? this.deliverBatchOf(free.organizationId) : 0;
  }

  private async deliverBatchOf(organizationId: string | null): Promise<number> {
    let batch: OutboxRow[] = [];
    try {
      return await this.unitOfWork.run(
        async () => {
          batch = await this.rows.takeBatch(organizationId, null);
          for (const row of batch) await this.handle(row);
          return batch.length;
        },
        { as: 'worker', organizationId },
      );
    } catch (error) {
      if (batch.length === 0) throw error;
      if (sqlState(error) === LOCKED) {
        this.putAside(organizationId);
        return batch.length;
      }
      // One of them is poisoned, and the whole batch was undone: each on its own now, so that it harms no other.
      for (const row of batch) if (!(await this.deliverAlone(row))) break;
      return batch.length;
    }
  }

  /**
   * No handler failed, and none is counted as failed. Each of those set aside takes the lane for `lockPatienceMs` at its next
   * turn, so the more there are, the longer each waits for it: half of the lane is left to the others.
   */
  private putAside(organizationId: string | null): void {
    const turns = this.options.lockPatienceMs * (1 + this.setAside.size);
    this.setAside.set(organizationId, Date.now() + Math.min(2 * turns, LONGEST_ASIDE_MS));
  }

  /** @returns false where it waited for somebody's lock, as those after it might */
  private async deliverAlone(row: OutboxRow): Promise<boolean> {
    try {
      await this.unitOfWork.run(
        async () => {
          for (const taken of await this.rows.takeBatch(row.organization_id, [row.id])) await this.handle(taken);
        },
        { as: 'worker', organizationId: row.organization_id },
      );
    } catch (error) {
      if (sqlState(error) === LOCKED) {
        this.putAside(row.organization_id);
        return false;
      }
      await this.fail(row, row.attempts + 1, error, null);
    }
    return true;
  }

  private async deliverOutside(lane: 'urgent' | 'patient'): Promise<number> {
    const calls = this.calls[lane];
    const free = this.options.outsideConcurrency - calls.size;
    if (free === 0) {
      await Promise.race(calls);
      return 1;
    }
    const leased = await this.rows.lease(this.id, lane === 'urgent', free);
    for (const row of leased) {
      const call: Promise<void> = this.call(row)
        // Its lease lapses, and then it is called again.
        .catch((error: unknown) => this.log.warn(`The end of a call could not be written: ${String(error)}`))
        .then(() => {
          calls.delete(call);
          this.tellRest();
        });
      calls.add(call);
    }
    return leased.length;
  }

  private async deliverKeyed(): Promise<number> {
    const keys = await this.rows.keys();
    const waiting = [...keys];
    let delivered = 0;
    const take = async (): Promise<void> => {
      for (let key = waiting.shift(); key && this.running; key = waiting.shift())
        delivered += await this.deliverKey(key);
    };
    await Promise.all(Array.from({ length: this.options.keyConcurrency }, take));
    return delivered;
  }

  private async deliverKey(key: OutboxKey): Promise<number> {
    let delivered = 0;
    while (this.running && (await this.deliverHead(key))) delivered++;
    return delivered;
  }

  private async deliverHead(key: OutboxKey): Promise<boolean> {
    const listener = this.registry.afterCommitListener(key.listener);
    const scope = { as: 'worker', organizationId: key.organization_id } as const;
    let head: OutboxRow | null = null;
    try {
      await this.unitOfWork.run(async () => {
        head = await this.rows.head(key);
        if (!head) return;
        if (listener?.effect === 'outside') return this.rows.leaseOne(head, this.id);
        await this.rows.remove(head);
        await this.handle(head);
      }, scope);
    } catch (error) {
      if (!head) throw error;
      const failed: OutboxRow = head;
      await this.fail(failed, failed.attempts + 1, error, null);
      return false;
    }
    if (!head) return false;
    const leased: OutboxRow = head;
    return listener?.effect !== 'outside' || this.call({ ...leased, attempts: leased.attempts + 1 });
  }

  /** Calls an outside handler whose row is leased, with no transaction open, then ends the row. */
  private async call(row: OutboxRow): Promise<boolean> {
    try {
      this.refuseSpent(row);
      await this.handle(row);
    } catch (error) {
      await this.fail(row, row.attempts, error, this.id);
      return false;
    }
    await this.rows.finish(row, this.id);
    return true;
  }

  /** Attempts that ended with their process were never counted as failures: they are counted here. */
  private refuseSpent(row: OutboxRow): void {
    const allowed = this.registry.afterCommitListener(row.listener)!.attempts;
    if (row.attempts > allowed)
      throw new HopelessError(`Each of ${allowed} attempts ended with the process that made it.`);
  }

  private async handle(row: OutboxRow): Promise<void> {
    const listener = this.registry.afterCommitListener(row.listener)!;
    const event = fromRecord(listener.contract, row.event);
    const correlationId = event.correlationId ?? event.id;
    await callContext.run(
      {
        requestId: event.id,
        correlationId,
        causationId: event.id,
        address: null,
        actor: { type: 'system', id: row.listener },
        organizationId: row.organization_id,
      },
      () => listener.handle(event),
    );
  }

  private async fail(row: OutboxRow, attempts: number, error: unknown, owner: string | null): Promise<void> {
    const outcome = await this.rows.failed(row, attempts, error, owner);
    const what = `${row.listener} failed on ${row.event.type} ${row.event.id}, attempt ${attempts}: ${String(error)}`;
    if (outcome === 'buried') this.log.error(`${what} It is a dead letter now.`);
    else this.log.warn(what);
  }
}
