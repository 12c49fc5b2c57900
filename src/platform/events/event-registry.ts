import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { DomainEvent, EventClass } from './domain-event';
import { LISTENERS, type ListenerDeclaration } from './listener.decorators';

type Handle = (event: DomainEvent) => Promise<void>;
type HandleTogether = (events: readonly DomainEvent[]) => Promise<void>;

export interface InTransactionListener {
  readonly name: string;
  readonly subject: string;
  readonly order: number;
  /** Of one event, or of those that came about together, in order. */
  readonly handle: HandleTogether;
}

export interface AfterCommitListener {
  /** `ClassName.method`: what outbox rows and dead letters are addressed to, so renaming one needs a migration. */
  readonly name: string;
  readonly contract: EventClass;
  readonly effect: 'database' | 'outside';
  readonly attempts: number;
  readonly urgent: boolean;
  readonly key: ((event: DomainEvent) => string) | null;
  readonly spansAggregates: boolean;
  readonly handle: Handle;
}

const DEFAULT_ATTEMPTS = 8;

/** Every listener in the process, found once at start. Registration and wildcard matching are the event emitter's. */
@Injectable()
export class EventRegistry implements OnModuleInit {
  private readonly inTransaction = new WeakMap<object, InTransactionListener>();
  private readonly matched = new Map<string, readonly InTransactionListener[]>();
  private readonly afterCommit = new Map<string, AfterCommitListener[]>();
  private readonly byName = new Map<string, AfterCommitListener>();
  readonly declaredInTransaction: InTransactionListener[] = [];

  constructor(
    private readonly emitter: EventEmitter2,
    private readonly discovery: DiscoveryService,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (instance !== null && typeof instance === 'object') this.register(instance as object);
    }
  }

  /** Registers the decorated methods of one listener object. */
  register(instance: object): void {
    const declarations = Reflect.getMetadata(LISTENERS, Object.getPrototypeOf(instance) as object) as
      ListenerDeclaration[] | undefined;
    for (const declaration of declarations ?? []) {
      const name = `${instance.constructor.name}.${declaration.method}`;
      const handle: Handle = (event) => (instance as Record<string, Handle>)[declaration.method]!.call(instance, event);
      if (declaration.side === 'in-transaction')
        this.addInTransaction(name, declaration, handleTogether(instance, declaration));
      else this.addAfterCommit(name, declaration, handle);
    }
  }

  /** In the order they run. */
  inTransactionListeners(type: string): readonly InTransactionListener[] {
    let listeners = this.matched.get(type);
    if (!listeners) {
      listeners = this.emitter
        .listeners(type)
        .map((handle) => this.inTransaction.get(handle))
        .filter((listener) => listener !== undefined)
        .sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));
      this.matched.set(type, listeners);
    }
    return listeners;
  }

  afterCommitListeners(type: string): readonly AfterCommitListener[] {
    return this.afterCommit.get(type) ?? [];
  }

  afterCommitListener(name: string): AfterCommitListener | undefined {
    return this.byName.get(name);
  }

  allAfterCommit(): AfterCommitListener[] {
    return [...this.byName.values()];
  }

  private addInTransaction(
    name: string,
    declaration: Extract<ListenerDeclaration, { side: 'in-transaction' }>,
    handle: HandleTogether,
  ): void {
    const subject = typeof declaration.subject === 'string' ? declaration.subject : declaration.subject.type;
    const listener = { name, subject, order: declaration.order, handle };
    this.inTransaction.set(handle, listener);
    this.declaredInTransaction.push(listener);
    // The dispatcher awaits the handles itself; the emitter only finds which of them match.
    this.emitter.on(subject, handle as (...events: unknown[]) => void);
    this.matched.clear();
  }

  private addAfterCommit(
    name: string,
    declaration: Extract<ListenerDeclaration, { side: 'after-commit' }>,
    handle: Handle,
  ): void {
    if (typeof declaration.subject === 'string') throw new Error(`${name}: an after-commit listener names one event.`);
    if (this.byName.has(name)) throw new Error(`Two after-commit listeners are called ${name}.`);
    const listener: AfterCommitListener = {
      name,
      contract: declaration.subject,
      effect: declaration.effect,
      attempts: declaration.attempts ?? DEFAULT_ATTEMPTS,
      urgent: declaration.urgent ?? false,
      key: (declaration.key as AfterCommitListener['key'] | undefined) ?? null,
      spansAggregates: declaration.spansAggregates ?? false,
      handle,
    };
    this.byName.set(name, listener);
    const { type } = declaration.subject;
    this.afterCommit.set(type, [...(this.afterCommit.get(type) ?? []), listener]);
  }
}

function handleTogether(
  instance: object,
  { method, together }: Extract<ListenerDeclaration, { side: 'in-transaction' }>,
): HandleTogether {
  if (together) return (events) => (instance as Record<string, HandleTogether>)[method]!.call(instance, events);
  return async (events) => {
    for (const event of events) await (instance as Record<string, Handle>)[method]!.call(instance, event);
  };
}
