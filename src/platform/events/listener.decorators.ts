import 'reflect-metadata';
import type { DomainEvent, EventClass } from './domain-event';

export const LISTENERS = Symbol('cabstand:listeners');

/** Every event, in the wildcard language of the event emitter. Only audit asks for it. */
export const EVERY_EVENT = '**';

export interface InTransactionOptions {
  /** Lower runs first among the listeners of one event; equal orders run by listener name. */
  readonly order?: number;
}

export interface AfterCommitOptions<E extends DomainEvent = never> {
  /**
   * `database`: the handler and the removal of its outbox row commit together, so its effect happens exactly once.
   * `outside`: leased, called with the event id as idempotency key, then finished: at least once.
   */
  readonly effect: 'database' | 'outside';
  /** Events with the same key are handled one after another in aggregate-version order; a dead letter parks the key. */
  readonly key?: (event: E) => string;
  /** The key takes in several aggregates, whose versions say nothing of each other: their events are ordered as they were written. */
  readonly spansAggregates?: boolean;
  /**
   * Somebody waits for it, so it is delivered in a lane that slow calls of others cannot fill, under a short lease. For
   * `outside` handlers without a key that call nobody slow, and that open units of work of their own, with their own locks.
   */
  readonly urgent?: boolean;
  /** Failed attempts before the dead letter; 8 by default. */
  readonly attempts?: number;
}

export type ListenerDeclaration = { readonly subject: EventClass | typeof EVERY_EVENT; readonly method: string } & (
  | { readonly side: 'in-transaction'; readonly order: number; readonly together: boolean }
  | ({ readonly side: 'after-commit' } & AfterCommitOptions)
);

type Handler<E extends DomainEvent> = TypedPropertyDescriptor<(event: E) => Promise<void>>;

function declare(target: object, declaration: ListenerDeclaration): void {
  const own = (Reflect.getOwnMetadata(LISTENERS, target) as ListenerDeclaration[] | undefined) ?? [];
  Reflect.defineMetadata(LISTENERS, [...own, declaration], target);
}

/** Inside the publisher's transaction, awaited, in order; it may veto by throwing, and then nothing happened. Takes no locks. */
export function InTransaction<E extends DomainEvent>(
  subject: EventClass<E> | typeof EVERY_EVENT,
  options: InTransactionOptions = {},
) {
  return (target: object, method: string, _: Handler<E>): void =>
    declare(target, { side: 'in-transaction', subject, method, order: options.order ?? 0, together: false });
}

type TogetherHandler<E extends DomainEvent> = TypedPropertyDescriptor<(events: readonly E[]) => Promise<void>>;

/**
 * As `InTransaction`, for a listener that takes many facts in one call, where they were published together: a projection that
 * writes them in one statement. It gets one at a time too. What it publishes in answer names its cause: `becauseOf`.
 */
export function InTransactionTogether<E extends DomainEvent>(
  subject: EventClass<E>,
  options: InTransactionOptions = {},
) {
  return (target: object, method: string, _: TogetherHandler<E>): void =>
    declare(target, { side: 'in-transaction', subject, method, order: options.order ?? 0, together: true });
}

/** After the commit, from the outbox: retried with backoff, dead-lettered where an operator sees it. */
export function AfterCommit<E extends DomainEvent>(subject: EventClass<E>, options: AfterCommitOptions<E>) {
  return (target: object, method: string, _: Handler<E>): void =>
    declare(target, { side: 'after-commit', subject, method, ...(options as AfterCommitOptions) });
}
