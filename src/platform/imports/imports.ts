import { Injectable } from '@nestjs/common';
import { DomainError } from '../errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../http/page';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';
import { constraintOf } from '../database/aggregate-store';
import type { FileRow } from './import-file';
import type { RowProblem } from './row-problem';

/** Wall time. Rows hold phones and licence numbers, so they stay no longer than somebody may still confirm them. */
export const ROWS_KEPT_MS = 7 * 24 * 3_600_000;
export const IMPORT_MODES = ['dry_run', 'atomic', 'row_wise'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

export const IMPORT_STATES = ['WAITING', 'RUNNING', 'COMPLETED', 'REFUSED', 'CANCELLED', 'FAILED'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export interface StoredImport {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: string;
  readonly mode: ImportMode;
  readonly state: ImportState;
  readonly confirms: string | null;
  readonly requestedBy: string;
  readonly sessionId: string;
  readonly contentHash: Buffer;
  readonly columns: string[];
  readonly rowCount: number;
  readonly rowsSeen: number;
  readonly rowsApplied: number;
  readonly rowsUnchanged: number;
  readonly rowsRefused: number;
  readonly attempts: number;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export type NewImport = Pick<
  StoredImport,
  'id' | 'organizationId' | 'kind' | 'mode' | 'confirms' | 'requestedBy' | 'sessionId' | 'contentHash' | 'columns'
>;

export interface ImportFilter {
  readonly kind?: string;
  readonly state?: readonly ImportState[];
  /** Only what he asked for. */
  readonly requestedBy: string | null;
}

export interface ImportError extends RowProblem {
  readonly id: string;
  readonly line: number;
}

/** As `StoredImport` has them. */
export const IMPORT_COLUMNS = `id, organization_id AS "organizationId", kind, mode, state, confirms, requested_by AS "requestedBy",
  session_id AS "sessionId", content_hash AS "contentHash", columns, row_count AS "rowCount", rows_seen AS "rowsSeen",
  rows_applied AS "rowsApplied", rows_unchanged AS "rowsUnchanged", rows_refused AS "rowsRefused", attempts, reason,
  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt"`;

const ADD: Statement = {
  name: 'platform.imports.add',
  text: `INSERT INTO platform.imports (id, organization_id, kind, mode, state, confirms, requested_by, session_id,
           content_hash, columns, row_count, created_at, turn_at)
         VALUES ($1, $2, $3, $4, 'WAITING', $5, $6, $7, $8, $9, $10, $11, $11) RETURNING ${IMPORT_COLUMNS}`,
};
const ADD_PART: Statement = {
  name: 'platform.imports.add_part',
  text: 'INSERT INTO platform.import_parts (import_id, organization_id, number, rows) VALUES ($1, $2, $3, $4)',
};
const COPY_PARTS: Statement = {
  name: 'platform.imports.copy_parts',
  text: `INSERT INTO platform.import_parts (import_id, organization_id, number, rows)
         SELECT $2, organization_id, number, rows FROM platform.import_parts WHERE import_id = $1`,
};
const PART: Statement = {
  name: 'platform.imports.part',
  text: 'SELECT rows FROM platform.import_parts WHERE import_id = $1 AND number = $2',
};
const FIND: Statement = {
  name: 'platform.imports.find',
  text: `SELECT ${IMPORT_COLUMNS} FROM platform.imports
         WHERE id = $1 AND organization_id = $2 AND ($3::uuid IS NULL OR requested_by = $3)`,
};
const SAME_FILE: Statement = {
  name: 'platform.imports.same_file',
  text: `SELECT ${IMPORT_COLUMNS} FROM platform.imports
         WHERE organization_id = $1 AND kind = $2 AND content_hash = $3 AND mode <> 'dry_run'
           AND state IN ('WAITING', 'RUNNING', 'COMPLETED') ORDER BY id DESC LIMIT 1`,
};
const LIST: Statement = {
  name: 'platform.imports.list',
  text: `SELECT ${IMPORT_COLUMNS} FROM platform.imports
         WHERE organization_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text[] IS NULL OR state = ANY($3))
           AND ($4::uuid IS NULL OR requested_by = $4) AND ($5::uuid IS NULL OR id < $5)
         ORDER BY id DESC LIMIT $6`,
};
const ERRORS: Statement = {
  name: 'platform.imports.errors',
  text: `SELECT id, line, column_name AS column, code, message, is_warning AS "isWarning" FROM platform.import_errors
         WHERE import_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
};
const CANCEL: Statement = {
  name: 'platform.imports.cancel',
  text: `UPDATE platform.imports SET state = 'CANCELLED', finished_at = $2
         WHERE id = $1 AND finished_at IS NULL RETURNING ${IMPORT_COLUMNS}`,
};

const COUNT_UNFINISHED: Statement = {
  name: 'platform.imports.count_unfinished',
  text: `SELECT count(*)::int AS count FROM platform.imports WHERE state IN ('WAITING', 'RUNNING') AND requested_by = $1`,
};
/** By their age: of none older are rows left. */
const FORGET_DRY_RUNS: Statement = {
  name: 'platform.imports.forget_dry_runs',
  text: `DELETE FROM platform.import_parts WHERE import_id IN (
           SELECT id FROM platform.imports WHERE organization_id = $1 AND requested_by = $2 AND mode = 'dry_run'
             AND state = 'COMPLETED' AND finished_at > $3 ORDER BY id DESC OFFSET $4)`,
};

/** Imports as requests see them: asked for, looked at, cancelled. In a unit of work of their organization. */
@Injectable()
export class Imports {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws DomainError `import_under_way` where the same file is being brought in */
  async add(added: NewImport, rowCount: number): Promise<StoredImport> {
    const { id, organizationId, kind, mode, confirms, requestedBy, sessionId, contentHash, columns } = added;
    const values = [id, organizationId, kind, mode, confirms, requestedBy, sessionId, contentHash, columns];
    try {
      const [stored] = await this.unitOfWork.rows<StoredImport>(ADD, [...values, rowCount, new Date()]);
      return stored!;
    } catch (error) {
      if (constraintOf(error) !== 'imports_one_at_a_time') throw error;
      throw new DomainError('conflict', 'import_under_way', 'The same file is being brought in by another request.');
    }
  }

  async addPart({ id, organizationId }: StoredImport, number: number, rows: readonly FileRow[]): Promise<void> {
    await this.unitOfWork.query(ADD_PART, [id, organizationId, number, JSON.stringify(rows)]);
  }

  /** @returns whether the rows were still there */
  async copyParts(from: string, to: string): Promise<boolean> {
    return ((await this.unitOfWork.query(COPY_PARTS, [from, to])).rowCount ?? 0) > 0;
  }

  /** Of his, in the organization of the unit of work. */
  async countUnfinished(requestedBy: string): Promise<number> {
    const [row] = await this.unitOfWork.rows<{ count: number }>(COUNT_UNFINISHED, [requestedBy]);
    return row!.count;
  }

  /** The rows of his dry runs but the newest; they themselves and what was wrong with them stay. */
  async forgetDryRuns(organizationId: string, requestedBy: string, kept: number): Promise<void> {
    const since = new Date(Date.now() - 2 * ROWS_KEPT_MS);
    await this.unitOfWork.query(FORGET_DRY_RUNS, [organizationId, requestedBy, since, kept]);
  }

  /** @param number from 0; each part but the last has `PART_ROWS` */
  async part(importId: string, number: number): Promise<FileRow[]> {
    const [row] = await this.unitOfWork.rows<{ rows: FileRow[] }>(PART, [importId, number]);
    if (!row) throw new Error(`The rows of import ${importId} are gone.`);
    return row.rows;
  }

  async find(id: string, organizationId: string, requestedBy: string | null): Promise<StoredImport | null> {
    const [found] = await this.unitOfWork.rows<StoredImport>(FIND, [id, organizationId, requestedBy]);
    return found ?? null;
  }

  /** The newest that brought, or is bringing, the same bytes in. */
  async ofSameFile(organizationId: string, kind: string, contentHash: Buffer): Promise<StoredImport | null> {
    const [found] = await this.unitOfWork.rows<StoredImport>(SAME_FILE, [organizationId, kind, contentHash]);
    return found ?? null;
  }

  /** Newest first. */
  async list(
    organizationId: string,
    { kind, state, requestedBy }: ImportFilter,
    page: PageRequest,
  ): Promise<Page<StoredImport>> {
    const after = decodeCursor(page.after)?.id ?? null;
    const values = [organizationId, kind ?? null, state ?? null, requestedBy, after, page.limit + 1];
    const rows = await this.unitOfWork.rows<StoredImport>(LIST, values);
    return pageOf(
      rows,
      page.limit,
      ({ id }) => encodeCursor(id),
      (row) => row,
    );
  }

  /** In the order of the file. */
  async errors(importId: string, page: PageRequest): Promise<Page<ImportError>> {
    const after = decodeCursor(page.after)?.id ?? null;
    const rows = await this.unitOfWork.rows<ImportError>(ERRORS, [importId, after, page.limit + 1]);
    return pageOf(
      rows,
      page.limit,
      ({ id }) => encodeCursor(id),
      (row) => row,
    );
  }

  /** Null where it is over. Of a row-wise one, what was brought in stays. */
  async cancel(id: string): Promise<StoredImport | null> {
    const [cancelled] = await this.unitOfWork.rows<StoredImport>(CANCEL, [id, new Date()]);
    return cancelled ?? null;
  }
}
