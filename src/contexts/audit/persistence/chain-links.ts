import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Link, StoredLink } from '../domain/chain';
import { CANONICAL_ENTRY } from './canonical';

/** Runs one statement and gives its rows: in a unit of work, or by a bare client from the command line. */
export type Read = <R extends QueryResultRow>(statement: Statement, values: unknown[]) => Promise<R[]>;

/** An entry that waits to be sealed. */
export interface UnsealedEntry {
  readonly id: string;
  readonly transactionId: number;
  readonly canonical: string;
}

/** The last link, and the position in the entries that it has reached. */
export interface ChainHead extends Link {
  readonly entryId: string;
  readonly transactionId: number;
}

/** What no link covers. */
export interface UnsealedTail {
  readonly count: number;
  readonly oldestRecordedAt: Date | null;
  /** An entry that stands before the last sealed one: sealing cannot have passed it, so it was put there later. */
  readonly behindHead: string | null;
}

const READ_AT_ONCE = 2000;

const HEAD: Statement = {
  name: 'audit.chain.head',
  text: 'SELECT number, entry_id, transaction_id, hash FROM audit.chain ORDER BY number DESC LIMIT 1',
};
/**
 * Every transaction below the snapshot's xmin has ended, so no entry can come to stand among these later, however long a
 * transaction that began before them stays open.
 */
const SEALABLE: Statement = {
  name: 'audit.entries.sealable',
  text: `SELECT e.id, e.transaction_id AS "transactionId", ${CANONICAL_ENTRY} AS canonical FROM audit.entries e
         WHERE e.transaction_id >= $1 AND (e.transaction_id, e.id) > ($1, $2)
           AND e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         ORDER BY e.transaction_id, e.id LIMIT $3`,
};
const ADD: Statement = {
  name: 'audit.chain.add',
  text: `INSERT INTO audit.chain (number, entry_id, transaction_id, hash)
         SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bytea[])`,
};
const LAG: Statement = {
  name: 'audit.chain.lag',
  text: `WITH head AS (SELECT transaction_id, entry_id FROM audit.chain ORDER BY number DESC LIMIT 1)
         SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.recorded_at)), 0)::float AS seconds FROM audit.entries e
         WHERE e.transaction_id >= coalesce((SELECT transaction_id FROM head), 0)
           AND ((SELECT transaction_id FROM head) IS NULL OR (e.transaction_id, e.id) > (SELECT transaction_id, entry_id FROM head))`,
};
const STORED: Statement = {
  name: 'audit.chain.stored',
  text: `SELECT c.number, c.entry_id AS "entryId", c.hash, CASE WHEN e.id IS NOT NULL THEN ${CANONICAL_ENTRY} END AS canonical
         FROM audit.chain c LEFT JOIN audit.entries e ON e.id = c.entry_id
         WHERE c.number > $1 ORDER BY c.number LIMIT $2`,
};
const LAST: Statement = {
  name: 'audit.entries.last_recorded',
  text: 'SELECT recorded_at AS at FROM audit.entries ORDER BY id DESC LIMIT 1',
};
const TAIL: Statement = {
  name: 'audit.chain.tail',
  // Every entry is looked up in the chain, and there may be a hundred million.
  query_timeout: 15 * 60_000,
  text: `WITH head AS (SELECT transaction_id, entry_id FROM audit.chain ORDER BY number DESC LIMIT 1),
         unsealed AS (
           SELECT e.id, e.recorded_at, (e.transaction_id, e.id) <= (h.transaction_id, h.entry_id) AS behind
           FROM audit.entries e LEFT JOIN head h ON true
           WHERE NOT EXISTS (SELECT FROM audit.chain c WHERE c.entry_id = e.id))
         SELECT count(*)::int AS count, min(recorded_at) AS "oldestRecordedAt",
           (array_agg(id ORDER BY id) FILTER (WHERE behind))[1] AS "behindHead"
         FROM unsealed`,
};

const NO_ENTRY = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class ChainLinks {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async head(): Promise<ChainHead | null> {
    const [row] = await this.unitOfWork.rows<{
      number: number;
      entry_id: string;
      transaction_id: number;
      hash: Buffer;
    }>(HEAD);
    return row
      ? { number: row.number, entryId: row.entry_id, transactionId: row.transaction_id, hash: row.hash }
      : null;
  }

  /** The entries behind the head that are certain to have no more between them, in the order of sealing. */
  sealable(head: ChainHead | null, limit: number): Promise<UnsealedEntry[]> {
    return this.unitOfWork.rows<UnsealedEntry & QueryResultRow>(SEALABLE, [
      head?.transactionId ?? 0,
      head?.entryId ?? NO_ENTRY,
      limit,
    ]);
  }

  async add(links: readonly ChainHead[]): Promise<void> {
    await this.unitOfWork.query(ADD, [
      links.map(({ number }) => number),
      links.map(({ entryId }) => entryId),
      links.map(({ transactionId }) => transactionId),
      links.map(({ hash }) => hash),
    ]);
  }

  /** Seconds of wall time that the oldest unsealed entry has been waiting. */
  async lag(): Promise<number> {
    return (await this.unitOfWork.rows<{ seconds: number }>(LAG))[0]!.seconds;
  }
}

/** The whole chain beside what its entries are now, a few thousand at a time, each in a short statement of its own. */
export async function* storedLinks(read: Read): AsyncGenerator<StoredLink> {
  for (let last = 0; ;) {
    const links = await read<StoredLink & QueryResultRow>(STORED, [last, READ_AT_ONCE]);
    // A bare client gives a bigint as text.
    for (const link of links) yield { ...link, number: Number(link.number) };
    if (links.length < READ_AT_ONCE) return;
    last = Number(links.at(-1)!.number);
  }
}

export async function lastRecordedAt(read: Read): Promise<Date | null> {
  return (await read<{ at: Date }>(LAST, []))[0]?.at ?? null;
}

export async function unsealedTail(read: Read): Promise<UnsealedTail> {
  return (await read<UnsealedTail & QueryResultRow>(TAIL, []))[0]!;
}
