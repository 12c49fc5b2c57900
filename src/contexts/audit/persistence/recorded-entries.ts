import { Injectable } from '@nestjs/common';
import type { DomainEvent } from '../../../platform/events/domain-event';
import type { CallContext } from '../../../platform/telemetry/call-context';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { separatePersonal } from '../domain/personal-fields';
import { sealBox } from '../domain/sealed-box';
import { type PersonKey, PersonKeys } from './person-keys';

/** A fact and the call that it happened in. */
export interface Recorded {
  readonly event: DomainEvent;
  readonly call: CallContext | undefined;
}

interface Draft extends Recorded {
  readonly payload: object;
  readonly personal: object | null;
  readonly subject: string | null;
}

const COLUMNS = [
  ['id', 'uuid'],
  ['organization_id', 'uuid'],
  ['type', 'text'],
  ['schema_version', 'smallint'],
  ['occurred_at', 'timestamptz'],
  ['actor_type', 'text'],
  ['actor_id', 'text'],
  ['request_id', 'text'],
  ['correlation_id', 'text'],
  ['causation_id', 'text'],
  ['address', 'text'],
  ['entity', 'text'],
  ['entity_id', 'uuid'],
  ['entity_version', 'bigint'],
  ['payload', 'jsonb'],
  ['personal', 'bytea'],
  ['subject', 'text'],
] as const;

/** One prepared statement for each number of rows up to this; a transaction with more facts takes several. */
const MOST_ROWS = 16;
const KEY_ATTEMPTS = 3;
const statements: Statement[] = [];

/**
 * Plain parameters: arrays through `unnest` cost half as much again. Inserts nothing when one of the keys ($n: subjects,
 * wrapped) is no longer there.
 */
function insertOf(rows: number): Statement {
  return (statements[rows] ??= {
    name: `audit.entries.insert.${rows}`,
    text: `INSERT INTO audit.entries (${COLUMNS.map(([name]) => name).join(', ')})
           SELECT * FROM (VALUES ${Array.from({ length: rows }, (_, row) => tuple(row)).join(', ')}) AS facts
           WHERE (SELECT count(*) FROM unnest($${rows * COLUMNS.length + 1}::text[], $${rows * COLUMNS.length + 2}::bytea[])
                    AS used (subject, wrapped_key) JOIN audit.person_keys USING (subject, wrapped_key))
             = cardinality($${rows * COLUMNS.length + 1}::text[])`,
  });
}

function tuple(row: number): string {
  return `(${COLUMNS.map(([, type], column) => `$${row * COLUMNS.length + column + 1}::${type}`).join(', ')})`;
}

/** Writes facts to the record, in the transaction they happened in. */
@Injectable()
export class RecordedEntries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: PersonKeys,
  ) {}

  async add(recorded: readonly Recorded[]): Promise<void> {
    const drafts = recorded.map((fact) => this.draft(fact));
    for (let from = 0; from < drafts.length; from += MOST_ROWS) await this.insert(drafts.slice(from, from + MOST_ROWS));
  }

  private draft(fact: Recorded): Draft {
    const { event } = fact;
    const marked = event.contract.personal;
    if (!marked) return { ...fact, payload: event.payload, personal: null, subject: null };
    const { payload, personal, person } = separatePersonal(
      event.payload as Record<string, unknown>,
      marked,
      event.aggregateId,
    );
    return { ...fact, payload, personal, subject: personal && this.keys.subjectOf(event.organizationId, person) };
  }

  private async insert(drafts: readonly Draft[]): Promise<void> {
    const subjects = new Set(drafts.flatMap(({ subject }) => subject ?? []));
    for (let attempt = 1; attempt <= KEY_ATTEMPTS; attempt++) {
      const keys = subjects.size > 0 ? await this.keys.forEncrypting(subjects) : new Map<string, PersonKey>();
      const used = [...keys.values()];
      const { rowCount } = await this.unitOfWork.query(insertOf(drafts.length), [
        ...drafts.flatMap((draft) => values(draft, keys)),
        used.map(({ subject }) => subject),
        used.map(({ wrapped }) => wrapped),
      ]);
      if (rowCount === drafts.length) return;
      // Someone was erased since this process remembered his key. What is known of him from here on gets a new one.
      this.keys.forget(subjects);
    }
    throw new Error('The keys for the personal fields of these events were erased again and again; try once more.');
  }
}

function values({ event, call, payload, personal, subject }: Draft, keys: ReadonlyMap<string, PersonKey>): unknown[] {
  const { contract } = event;
  return [
    event.id,
    event.organizationId,
    contract.type,
    contract.schemaVersion,
    event.occurredAt.toISOString(),
    event.actor.type,
    event.actor.id,
    call?.requestId ?? null,
    event.correlationId,
    event.causationId,
    call?.address ?? null,
    contract.aggregateType,
    event.aggregateId,
    event.aggregateVersion,
    JSON.stringify(payload),
    personal && subject ? sealBox(keys.get(subject)!.key, Buffer.from(JSON.stringify(personal)), event.id) : null,
    subject,
  ];
}
