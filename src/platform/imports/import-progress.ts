import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../clock';
import { poolOf, WORKER_DATA_SOURCE } from '../database/data-sources';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';
import { ImportFinished } from './import-events';
import type { Claim } from './importer';
import { IMPORT_COLUMNS, type StoredImport } from './imports';
import type { RowProblem } from './row-problem';

/** A problem of a row, with the row's line. */
export interface LineProblem extends RowProblem {
  readonly line: number;
}

export interface LineClaim extends Claim {
  readonly line: number;
}

/** What became of some rows. */
export interface Outcome {
  readonly seen: number;
  readonly applied: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly problems: readonly LineProblem[];
  readonly claims: readonly LineClaim[];
}

export type End = 'COMPLETED' | 'REFUSED' | 'FAILED';

const NEXT: Statement = {
  name: 'platform.imports.next',
  text: `SELECT ${IMPORT_COLUMNS} FROM platform.imports
         WHERE state IN ('WAITING', 'RUNNING') AND turn_at <= $1 AND (mode = 'atomic') = $2 ORDER BY turn_at, id LIMIT 1`,
};
const HOLD: Statement = {
  name: 'platform.imports.hold',
  text: `SELECT ${IMPORT_COLUMNS} FROM platform.imports WHERE id = $1 AND finished_at IS NULL AND rows_seen = $2 FOR NO KEY UPDATE`,
};
const STANDS: Statement = {
  name: 'platform.imports.stands',
  text: 'SELECT FROM platform.imports WHERE id = $1 AND finished_at IS NULL',
};
// Judging the rows of an atomic import again is no progress towards bringing them in: its attempts are not forgotten by it.
const ADVANCE: Statement = {
  name: 'platform.imports.advance',
  text: `UPDATE platform.imports SET state = 'RUNNING', started_at = coalesce(started_at, $2), turn_at = $2,
           attempts = CASE WHEN mode = 'atomic' THEN attempts ELSE 0 END,
           rows_seen = rows_seen + $3, rows_applied = rows_applied + $4, rows_unchanged = rows_unchanged + $5,
           rows_refused = rows_refused + $6
         WHERE id = $1 AND finished_at IS NULL RETURNING ${IMPORT_COLUMNS}`,
};
const BEGIN_AGAIN: Statement = {
  name: 'platform.imports.begin_again',
  text: `WITH claims AS (DELETE FROM platform.import_claims WHERE import_id = $1),
              errors AS (DELETE FROM platform.import_errors WHERE import_id = $1)
         UPDATE platform.imports SET state = 'RUNNING', started_at = coalesce(started_at, $2), rows_seen = 0, rows_refused = 0
         WHERE id = $1 AND finished_at IS NULL RETURNING ${IMPORT_COLUMNS}`,
};
const FINISH: Statement = {
  name: 'platform.imports.finish',
  text: `UPDATE platform.imports SET state = $2, reason = $3, finished_at = $4, rows_applied = rows_applied + $5,
           rows_unchanged = rows_unchanged + $6, rows_refused = rows_refused + $7
         WHERE id = $1 AND finished_at IS NULL RETURNING ${IMPORT_COLUMNS}`,
};
const FORGET: Statement = {
  name: 'platform.imports.forget',
  text: `WITH claims AS (DELETE FROM platform.import_claims WHERE import_id = $1)
         DELETE FROM platform.import_parts WHERE import_id = $1 AND NOT $2`,
};
const ADD_ERRORS: Statement = {
  name: 'platform.imports.add_errors',
  text: `INSERT INTO platform.import_errors (id, import_id, organization_id, line, column_name, code, message, is_warning)
         SELECT id, $1, $2, line, column_name, code, message, is_warning
         FROM unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::boolean[])
           AS problem (id, line, column_name, code, message, is_warning)`,
};
const TAKEN: Statement = {
  name: 'platform.imports.taken',
  text: `SELECT wanted.place::int - 1 AS place, min(taken.line) AS line
         FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) WITH ORDINALITY AS wanted (key, starts, ends, place)
         JOIN platform.import_claims taken ON taken.import_id = $1 AND taken.key = wanted.key
           AND taken.during && tstzrange(wanted.starts, wanted.ends)
         GROUP BY wanted.place`,
};
const CLAIM: Statement = {
  name: 'platform.imports.claim',
  text: `INSERT INTO platform.import_claims (import_id, organization_id, key, line, during)
         SELECT $1, $2, key, line, tstzrange(starts, ends)
         FROM unnest($3::text[], $4::int[], $5::timestamptz[], $6::timestamptz[]) AS claim (key, line, starts, ends)`,
};
const RETRY: Statement = {
  name: 'platform.imports.retry',
  text: `UPDATE platform.imports SET attempts = attempts + 1, turn_at = $2 WHERE id = $1 AND finished_at IS NULL`,
};
const WAIT: Statement = {
  name: 'platform.imports.wait',
  text: `UPDATE platform.imports SET turn_at = $2 WHERE id = $1 AND finished_at IS NULL`,
};

/** Imports as their work sees them. What is one statement by itself runs on the worker pool; the rest in a unit of work. */
@Injectable()
export class ImportProgress {
  private readonly pool: Pool;

  constructor(
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) worker: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {
    this.pool = poolOf(worker);
  }

  /** Whose turn it is: that of which nothing was done for the longest. */
  async next(isAtomic: boolean): Promise<StoredImport | null> {
    const { rows } = await this.pool.query<StoredImport>({ ...NEXT, values: [new Date(), isAtomic] });
    return rows[0] ?? null;
  }

  /** Keeps others from it until the transaction ends. False where it is over, or another process has gone on with it. */
  async hold({ id, rowsSeen }: StoredImport): Promise<boolean> {
    return (await this.unitOfWork.query(HOLD, [id, rowsSeen])).rowCount === 1;
  }

  /** Whether it is not over, as far as is committed anywhere. */
  async stands(id: string): Promise<boolean> {
    return (await this.unitOfWork.query(STANDS, [id])).rowCount === 1;
  }

  /** Which of the claims an earlier row of the file made: its line, by the claim's place. */
  async taken(importId: string, claims: readonly Claim[]): Promise<ReadonlyMap<number, number>> {
    if (claims.length === 0) return new Map();
    const rows = await this.unitOfWork.rows<{ place: number; line: number }>(TAKEN, [importId, ...columnsOf(claims)]);
    return new Map(rows.map(({ place, line }) => [place, line]));
  }

  /** Counts what became of the rows, and keeps what was wrong with them. Null where it is over by now. */
  async advance({ id, organizationId }: StoredImport, outcome: Outcome): Promise<StoredImport | null> {
    const { seen, applied, unchanged, refused, problems, claims } = outcome;
    const values = [id, new Date(), seen, applied, unchanged, refused];
    const [advanced] = await this.unitOfWork.rows<StoredImport>(ADVANCE, values);
    if (!advanced) return null;
    await this.addErrors(id, organizationId, problems);
    if (claims.length > 0) {
      const [keys, starts, ends] = columnsOf(claims);
      await this.unitOfWork.query(CLAIM, [id, organizationId, keys, claims.map(({ line }) => line), starts, ends]);
    }
    return advanced;
  }

  /** An atomic one starts over. Null where it is over by now. */
  async beginAgain(id: string): Promise<StoredImport | null> {
    const [begun] = await this.unitOfWork.rows<StoredImport>(BEGIN_AGAIN, [id, new Date()]);
    return begun ?? null;
  }

  async addErrors(importId: string, organizationId: string, problems: readonly LineProblem[]): Promise<void> {
    if (problems.length === 0) return;
    await this.unitOfWork.query(ADD_ERRORS, [
      ...[importId, organizationId],
      problems.map(() => uuidv7()),
      problems.map(({ line }) => line),
      problems.map(({ column }) => column),
      problems.map(({ code }) => code),
      problems.map(({ message }) => message),
      problems.map(({ isWarning }) => isWarning),
    ]);
  }

  /** Nothing where it is over by now. Its rows go, except a dry run's, which may be confirmed. */
  async finish(
    { id }: StoredImport,
    end: End,
    reason: string | null,
    counts: { readonly applied?: number; readonly unchanged?: number; readonly refused?: number } = {},
  ): Promise<StoredImport | null> {
    const { applied = 0, unchanged = 0, refused = 0 } = counts;
    const values = [id, end, reason?.slice(0, 500) ?? null, new Date(), applied, unchanged, refused];
    const [finished] = await this.unitOfWork.rows<StoredImport>(FINISH, values);
    if (!finished) return null;
    await this.close(finished);
    return finished;
  }

  /** Of one that has just come to its end. */
  async close(over: StoredImport): Promise<void> {
    await this.unitOfWork.query(FORGET, [over.id, over.mode === 'dry_run' && over.state === 'COMPLETED']);
    const { id, kind, mode, rowCount: rows, rowsApplied, rowsUnchanged, rowsRefused, reason } = over;
    const state = over.state as ImportFinished['payload']['state'];
    const payload = { importId: id, kind, mode, rows, state, rowsApplied, rowsUnchanged, rowsRefused, reason };
    await this.unitOfWork.publish(new ImportFinished(id, payload, this.clock.now()));
  }

  /** Counts as an attempt. */
  async retryAt(id: string, at: Date): Promise<void> {
    await this.pool.query({ ...RETRY, values: [id, at] });
  }

  /** Others are in its way, and it has done nothing wrong. */
  async waitUntil(id: string, at: Date): Promise<void> {
    await this.pool.query({ ...WAIT, values: [id, at] });
  }
}

function columnsOf(claims: readonly Claim[]): [string[], (Date | null)[], (Date | null)[]] {
  return [
    claims.map(({ key }) => key),
    claims.map(({ during }) => during?.start ?? null),
    claims.map(({ during }) => during?.end ?? null),
  ];
}
