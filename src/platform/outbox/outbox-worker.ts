import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../clock';
import { fromRecord } from '../events/domain-event';
import { EventRegistry } from '../events/event-registry';
import { DatabaseNotifications } from '../notifications/database-notifications';
import { callContext } from '../telemetry/call-context';
import { UnitOfWork } from '../transaction/unit-of-work';
import { OutboxOptions } from './outbox-options';
import { HopelessError, type OutboxKey, type OutboxRow, OutboxRows } from './outbox-rows';
import { type Lane, LANES, OutboxSignal } from './outbox-signal';

const CHANNEL = 'cabstand_outbox';

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
    });
    clearTimeout(timer);
    this.wakers.delete(lane);
  }

  private async deliverBatch(): Promise<number> {
    const first = await this.rows.firstOrganization();
    if (!first) return 0;
    const { organizationId } = first;
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
      // One of them is poisoned, and the whole batch was undone: each on its own now, so that it harms no other.
      for (const row of batch) await this.deliverAlone(row);
      return batch.length;
    }
  }

  private async deliverAlone(row: OutboxRow): Promise<void> {
    try {
      await this.unitOfWork.run(
        async () => {
          for (const taken of await this.rows.takeBatch(row.organization_id, [row.id])) await this.handle(taken);
        },
        { as: 'worker', organizationId: row.organization_id },
      );
    } catch (error) {
      await this.fail(row, row.attempts + 1, error, null);
    }
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
        .then(() => void calls.delete(call));
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
