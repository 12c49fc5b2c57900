import { Injectable, Logger } from '@nestjs/common';
import type { TransactionScope } from '../transaction/transaction-scope';
import type { DomainEvent } from './domain-event';
import { EventRegistry } from './event-registry';

/** Past this many links from cause to effect inside one transaction, listeners are answering each other for ever. */
const DEEPEST = 32;
const SLOW_MS = 200;

/**
 * Runs in-transaction listeners: one after another, awaited, until no event remains. The event emitter's own dispatch
 * would run them side by side (one could outlive a rolled-back transaction) and swallow what they throw.
 */
@Injectable()
export class EventDispatcher {
  private readonly log = new Logger(EventDispatcher.name);

  constructor(private readonly registry: EventRegistry) {}

  async drain(scope: TransactionScope): Promise<void> {
    for (let event = scope.pending[0]; event; event = scope.pending[0]) {
      if (event.depth > DEEPEST)
        throw new Error(`${event.type} is the end of a chain of more than ${DEEPEST} events in one transaction.`);
      const events = takeTogether(scope.pending, event);
      scope.published.push(...events);
      scope.handling = event;
      try {
        for (const listener of this.registry.inTransactionListeners(event.type)) {
          const started = performance.now();
          await listener.handle(events);
          const took = performance.now() - started;
          if (took > SLOW_MS * events.length)
            this.log.warn(`${listener.name} took ${Math.round(took)} ms inside a transaction.`);
        }
      } finally {
        scope.handling = null;
      }
    }
  }
}

/** Removes the first event and those published together with it. */
function takeTogether(pending: DomainEvent[], { together }: DomainEvent): DomainEvent[] {
  let count = 1;
  if (together) while (pending[count]?.together === together) count++;
  return pending.splice(0, count);
}
