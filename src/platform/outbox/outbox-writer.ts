import { Injectable } from '@nestjs/common';
import { Clock } from '../clock';
import { type DomainEvent, toRecord } from '../events/domain-event';
import { EventRegistry } from '../events/event-registry';
import type { Statement, TransactionScope } from '../transaction/transaction-scope';
import { type Lane, laneOf, LANES, OutboxSignal } from './outbox-signal';

const INSERT: Statement = {
  name: 'platform.outbox.insert',
  text: `INSERT INTO platform.outbox (event_id, listener, effect, organization_id, ordering_key, aggregate_version, due_at, event)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::bigint[], $7::timestamptz[], $8::jsonb[])`,
};

/** One row per (event, after-commit listener), written by one statement at the end of the publisher's transaction. */
@Injectable()
export class OutboxWriter {
  constructor(
    private readonly registry: EventRegistry,
    private readonly clock: Clock,
    private readonly signal: OutboxSignal,
  ) {}

  async write(scope: TransactionScope, events: readonly DomainEvent[]): Promise<void> {
    const rows = events.flatMap((event) =>
      this.registry.afterCommitListeners(event.type).map((listener) => ({ event, listener })),
    );
    if (rows.length === 0) return;
    const now = this.clock.now();
    await scope.query(INSERT, [
      rows.map(({ event }) => event.id),
      rows.map(({ listener }) => listener.name),
      rows.map(({ listener }) => listener.effect),
      rows.map(({ event }) => event.organizationId),
      rows.map(({ event, listener }) => listener.key?.(event) ?? null),
      rows.map(({ event, listener }) => (listener.spansAggregates ? 0 : event.aggregateVersion)),
      rows.map(({ event }) => scope.scheduled.get(event) ?? now),
      rows.map(({ event }) => JSON.stringify(toRecord(event))),
    ]);
    // A timer is found when its time comes: nobody is woken to see that it has not.
    const ready = rows.filter(({ event }) => (scope.scheduled.get(event) ?? now) <= now);
    const lanes = [...new Set(ready.map(({ listener }) => laneOf(listener)))];
    if (lanes.length > 0) scope.afterCommit.push(() => this.wakeWorkers(lanes));
  }

  wakeWorkers(lanes: readonly Lane[] = LANES): void {
    this.signal.committed(lanes);
  }
}
