import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../telemetry/call-context';

/**
 * Marks the personal fields of a payload. Audit stores them apart, encrypted under the key of the person, so that
 * erasing the key erases them. Paths are dotted: `passenger.phone`.
 */
export interface PersonalFields {
  /** The field that says whose they are: an id or a phone number. */
  readonly subject: string;
  readonly fields: readonly string[];
}

/**
 * A fact. The class is its contract: `type` is stable, `schemaVersion` rises only with additive changes.
 * Payloads are plain JSON (ids, ISO strings, integers, enum strings) and self-sufficient: no listener calls back.
 */
export abstract class DomainEvent<Payload extends object = object> {
  static readonly type: string;
  static readonly aggregateType: string;
  static readonly schemaVersion: number = 1;
  static readonly personal: PersonalFields | null = null;

  readonly id: string = uuidv7();
  /** The four below are stamped when the event is published, from the unit of work and the call. */
  organizationId: string | null = null;
  actor: Actor = { type: 'system', id: null };
  correlationId: string | null = null;
  causationId: string | null = null;
  /** The aggregate's version after the change; stamped when it is flushed. */
  aggregateVersion = 0;
  /** How many events of the same transaction lie between this one and the use case; not stored. */
  depth = 0;
  /** The first of those that were published together with this one; not stored. */
  together: DomainEvent | null = null;

  constructor(
    readonly aggregateId: string,
    readonly payload: Payload,
    readonly occurredAt: Date,
  ) {}

  /** Names its cause where a listener answers many facts at once: by itself, each answer would be to the first of them. */
  becauseOf(cause: DomainEvent): this {
    this.causationId = cause.id;
    return this;
  }

  get contract(): EventClass {
    return this.constructor as unknown as EventClass;
  }

  get type(): string {
    return this.contract.type;
  }
}

export interface EventClass<E extends DomainEvent = DomainEvent> {
  new (aggregateId: string, payload: never, occurredAt: Date): E;
  readonly type: string;
  readonly aggregateType: string;
  readonly schemaVersion: number;
  readonly personal: PersonalFields | null;
}

/** An event as it is stored in the outbox and the audit. */
export interface EventRecord {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly aggregateVersion: number;
  readonly organizationId: string | null;
  readonly actor: Actor;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly payload: object;
}

export function toRecord(event: DomainEvent): EventRecord {
  return {
    id: event.id,
    type: event.type,
    schemaVersion: event.contract.schemaVersion,
    occurredAt: event.occurredAt.toISOString(),
    aggregateType: event.contract.aggregateType,
    aggregateId: event.aggregateId,
    aggregateVersion: event.aggregateVersion,
    organizationId: event.organizationId,
    actor: event.actor,
    correlationId: event.correlationId,
    causationId: event.causationId,
    payload: event.payload,
  };
}

export function fromRecord<E extends DomainEvent>(contract: EventClass<E>, record: EventRecord): E {
  const { id, aggregateId, aggregateVersion, organizationId, actor, correlationId, causationId, payload } = record;
  return Object.assign(Object.create(contract.prototype as object) as E, {
    id,
    aggregateId,
    aggregateVersion,
    organizationId,
    actor,
    correlationId,
    causationId,
    payload,
    occurredAt: new Date(record.occurredAt),
  });
}
