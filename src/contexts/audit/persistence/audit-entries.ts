import { Injectable } from '@nestjs/common';
import type { Actor } from '../../../platform/telemetry/call-context';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { AuditEntry, Seal } from '../domain/audit-entry';
import { joinPersonal } from '../domain/personal-fields';
import { openBox } from '../domain/sealed-box';
import { PersonKeys, type ReadingKey } from './person-keys';

export interface EntryFilter {
  readonly entity?: string | null;
  readonly entityId?: string | null;
  readonly actorId?: string | null;
  /** A type, or the beginning of one: `ride.` */
  readonly type?: string | null;
  /** Of the occurrence; `from` is included and `to` is not. */
  readonly from?: Date | null;
  readonly to?: Date | null;
  readonly correlationId?: string | null;
  readonly requestId?: string | null;
}

/** Which part of the list. */
export interface EntryWindow {
  /** Null: the entries of all organizations, and the platform's own. */
  readonly organizationId: string | null;
  /** Only entries behind this one. */
  readonly after: { readonly at: Date; readonly id: string } | null;
  readonly limit: number;
}

interface EntryRow extends Omit<AuditEntry, 'actor' | 'personal'> {
  readonly actorType: Actor['type'];
  readonly actorId: string | null;
  readonly personal: Buffer | null;
  readonly subject: string | null;
}

const COLUMNS = `e.id, e.type, e.schema_version AS "schemaVersion", e.occurred_at AS "occurredAt",
  e.recorded_at AS "recordedAt", e.organization_id AS "organizationId", e.actor_type AS "actorType", e.actor_id AS "actorId",
  e.request_id AS "requestId", e.correlation_id AS "correlationId", e.causation_id AS "causationId", e.address, e.entity,
  e.entity_id AS "entityId", e.entity_version AS "entityVersion", e.payload, e.personal, e.subject`;

const CONDITIONS: Record<keyof EntryFilter, string> = {
  entity: 'e.entity =',
  entityId: 'e.entity_id =',
  actorId: 'e.actor_id =',
  type: 'e.type ^@',
  from: 'e.occurred_at >=',
  to: 'e.occurred_at <',
  correlationId: 'e.correlation_id =',
  requestId: 'e.request_id =',
};

/** Jumps through the index from each organization to the next. */
const ORGANIZATIONS = `WITH RECURSIVE step (id) AS (
    (SELECT organization_id FROM audit.entries WHERE organization_id IS NOT NULL ORDER BY organization_id LIMIT 1)
    UNION ALL
    SELECT (SELECT organization_id FROM audit.entries WHERE organization_id > step.id ORDER BY organization_id LIMIT 1)
    FROM step WHERE step.id IS NOT NULL)`;

const FIND: Statement = {
  name: 'audit.entries.find',
  text: `SELECT ${COLUMNS}, c.number AS "sealNumber", c.hash AS "sealHash"
         FROM audit.entries e LEFT JOIN audit.chain c ON c.entry_id = e.id
         WHERE e.id = $1 AND ($2::uuid IS NULL OR e.organization_id = $2)`,
};

/** The record, as it is read. */
@Injectable()
export class AuditEntries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: PersonKeys,
  ) {}

  /** Newest first, by when it occurred. Personal fields are decrypted only where `personal` is true. */
  async list(filter: EntryFilter, window: EntryWindow, personal: boolean): Promise<AuditEntry[]> {
    const { text, values } = listing(filter, window);
    // Not prepared: one plan for every set of filters would serve none of them.
    return this.read(await this.unitOfWork.rows<EntryRow>(text, values), personal);
  }

  async find(
    id: string,
    organizationId: string | null,
    personal: boolean,
  ): Promise<{ entry: AuditEntry; seal: Seal | null } | null> {
    const [row] = await this.unitOfWork.rows<EntryRow & { sealNumber: number | null; sealHash: Buffer | null }>(FIND, [
      id,
      organizationId,
    ]);
    if (!row) return null;
    const [entry] = await this.read([row], personal);
    return { entry: entry!, seal: row.sealNumber === null ? null : { number: row.sealNumber, hash: row.sealHash! } };
  }

  private async read(rows: readonly EntryRow[], personal: boolean): Promise<AuditEntry[]> {
    const subjects = personal ? rows.flatMap(({ subject }) => subject ?? []) : [];
    const keys = await this.keys.forReading(new Set(subjects));
    return rows.map((row) => entryOf(row, personal, keys));
  }
}

function listing(
  filter: EntryFilter,
  { organizationId, after, limit }: EntryWindow,
): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  for (const name of Object.keys(CONDITIONS) as (keyof EntryFilter)[]) {
    const value = filter[name] ?? null;
    if (value !== null) conditions.push(`${CONDITIONS[name]} $${values.push(value)}`);
  }
  if (after) {
    conditions.push(`(e.occurred_at, e.id) < ($${values.push(after.at)}, $${values.push(after.id)})`);
  }
  const order = `ORDER BY "occurredAt" DESC, id DESC LIMIT ${limit}`;
  const of = (organization: string): string =>
    `SELECT ${COLUMNS} FROM audit.entries e WHERE ${[organization, ...conditions].join(' AND ')}
     ORDER BY e.occurred_at DESC, e.id DESC LIMIT ${limit}`;
  if (organizationId !== null) return { text: of(`e.organization_id = $${values.push(organizationId)}`), values };
  // No index has the entries of all in order, and none is worth its cost: so each organization's list, and they are merged.
  const text = `${ORGANIZATIONS}
    (SELECT entries.* FROM step CROSS JOIN LATERAL (${of('e.organization_id = step.id')}) AS entries)
    UNION ALL (${of('e.organization_id IS NULL')}) ${order}`;
  return { text, values };
}

function entryOf(row: EntryRow, personal: boolean, keys: ReadonlyMap<string, ReadingKey>): AuditEntry {
  const { actorType, actorId, personal: box, subject, ...rest } = row;
  const entry = { ...rest, actor: { type: actorType, id: actorId } };
  if (!box || !subject) return { ...entry, personal: 'none' };
  if (!personal) return { ...entry, personal: 'withheld' };
  const found = keys.get(subject);
  if (!found || row.recordedAt < found.since) return { ...entry, personal: 'erased' };
  const plain = openBox(found.key, box, row.id);
  if (!plain) return { ...entry, personal: 'unreadable' };
  return {
    ...entry,
    payload: joinPersonal(row.payload, JSON.parse(plain.toString()) as Record<string, unknown>),
    personal: 'shown',
  };
}
