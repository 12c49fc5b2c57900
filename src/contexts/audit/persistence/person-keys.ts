import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../platform/config/configuration';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { openBox, sealBox } from '../domain/sealed-box';

export interface PersonKey {
  readonly subject: string;
  readonly key: Buffer;
  /** As the table has it: what tells a key from one that took its place after an erasure. */
  readonly wrapped: Buffer;
}

export interface ReadingKey {
  readonly key: Buffer;
  /** What was encrypted before is under an earlier key, which was erased. */
  readonly since: Date;
}

interface KeyRow {
  subject: string;
  wrapped_key: Buffer;
}

const KEY_BYTES = 32;
const MOST_REMEMBERED = 10_000;

const GET_OR_CREATE: Statement = {
  name: 'audit.person_keys.get_or_create',
  text: `WITH wanted AS (SELECT * FROM unnest($1::text[], $2::bytea[]) AS w (subject, wrapped_key)),
         created AS (
           INSERT INTO audit.person_keys (subject, wrapped_key) SELECT subject, wrapped_key FROM wanted ORDER BY subject
           ON CONFLICT DO NOTHING RETURNING subject, wrapped_key)
         SELECT subject, wrapped_key FROM created
         UNION ALL SELECT k.subject, k.wrapped_key FROM audit.person_keys k JOIN wanted USING (subject)`,
};
const FIND: Statement = {
  name: 'audit.person_keys.find',
  text: 'SELECT subject, wrapped_key, created_at FROM audit.person_keys WHERE subject = ANY($1)',
};
const ERASE: Statement = { name: 'audit.person_keys.erase', text: 'DELETE FROM audit.person_keys WHERE subject = $1' };

/**
 * A key for each person of each organization, under which the audit encrypts that person's fields. Deleting it erases them.
 * The table holds keyed hashes and wrapped keys only: it says nothing without AUDIT_KEY.
 */
@Injectable()
export class PersonKeys {
  private readonly hashKey: Buffer;
  private readonly wrapKey: Buffer;
  /** For encrypting only, least recently used first. Reading goes by the table, so that an erasure bites at once. */
  private readonly remembered = new Map<string, PersonKey>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    configuration: Configuration,
  ) {
    this.hashKey = derive(configuration.auditKey, 'cabstand audit subject');
    this.wrapKey = derive(configuration.auditKey, 'cabstand audit person key');
  }

  /** Stands for a person (an id, a phone number) as one organization knows him; another's is another subject. */
  subjectOf(organizationId: string | null, person: string): string {
    return createHmac('sha256', this.hashKey)
      .update(`${organizationId ?? 'platform'} ${person}`)
      .digest('base64url');
  }

  /** The key of each subject, made where there is none. A remembered one may have been erased since: see `forget`. */
  async forEncrypting(subjects: ReadonlySet<string>): Promise<Map<string, PersonKey>> {
    const keys = new Map<string, PersonKey>();
    for (const subject of subjects) {
      const key = this.remembered.get(subject);
      if (key) this.remember(keys.set(subject, key).get(subject)!);
    }
    const missing = [...subjects].filter((subject) => !keys.has(subject));
    if (missing.length === 0) return keys;
    for (const key of await this.getOrCreate(missing)) keys.set(key.subject, key);
    // Not before the commit: a rollback takes a new key with it, and what is encrypted under it later could not be read.
    const fetched = this.unitOfWork.once(this, () => this.toRemember());
    fetched.push(...missing.map((subject) => keys.get(subject)!));
    if (fetched.length > MOST_REMEMBERED) fetched.splice(0, fetched.length - MOST_REMEMBERED);
    return keys;
  }

  /** The keys that are there; an erased one is not. */
  async forReading(subjects: ReadonlySet<string>): Promise<Map<string, ReadingKey>> {
    if (subjects.size === 0) return new Map();
    const rows = await this.unitOfWork.rows<KeyRow & { created_at: Date }>(FIND, [[...subjects]]);
    return new Map(rows.map((row) => [row.subject, { key: this.unwrap(row).key, since: row.created_at }]));
  }

  forget(subjects: Iterable<string>): void {
    for (const subject of subjects) this.remembered.delete(subject);
  }

  /** Only the worker role may. Returns whether there was a key. */
  async erase(subject: string): Promise<boolean> {
    const { rowCount } = await this.unitOfWork.query(ERASE, [subject]);
    this.unitOfWork.afterCommit(() => this.forget([subject]));
    return rowCount === 1;
  }

  private toRemember(): PersonKey[] {
    const fetched: PersonKey[] = [];
    this.unitOfWork.afterCommit(() => fetched.forEach((key) => this.remember(key)));
    return fetched;
  }

  private async getOrCreate(subjects: string[]): Promise<PersonKey[]> {
    const fresh = subjects.map((subject) => sealBox(this.wrapKey, randomBytes(KEY_BYTES), subject));
    const rows = await this.unitOfWork.rows<KeyRow>(GET_OR_CREATE, [subjects, fresh]);
    const found = new Set(rows.map(({ subject }) => subject));
    const unseen = subjects.filter((subject) => !found.has(subject));
    // Another transaction made them since our statement began: it could neither add its own nor see those.
    if (unseen.length > 0) rows.push(...(await this.unitOfWork.rows<KeyRow>(FIND, [unseen])));
    return rows.map((row) => this.unwrap(row));
  }

  private unwrap({ subject, wrapped_key: wrapped }: KeyRow): PersonKey {
    const key = openBox(this.wrapKey, wrapped, subject);
    if (!key) throw new Error('A key of the audit does not open: AUDIT_KEY is not the one it was wrapped with.');
    return { subject, key, wrapped };
  }

  private remember(key: PersonKey): void {
    this.remembered.delete(key.subject);
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    this.remembered.set(key.subject, key);
  }
}

function derive(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES));
}
