import type { Page } from '../http/page';
import type { ImportError, ImportMode, ImportState, StoredImport } from './imports';

export class ImportResponse {
  id: string;
  /** @example drivers */
  kind: string;
  mode: ImportMode;
  /** COMPLETED also where a row-wise import, or a dry run, refused rows. REFUSED: an atomic one, of which nothing was brought in. */
  state: ImportState;
  /**
   * Why it was REFUSED or FAILED.
   * @example null
   */
  reason: string | null;
  /** The dry run whose rows these are; null for a file that was sent. */
  confirms: string | null;
  /** Of the file. */
  rowCount: number;
  /**
   * Judged so far. An atomic import judges all before it brings in any.
   * @example 500
   */
  rowsSeen: number;
  /**
   * Brought in; of a dry run, that would be.
   * @example 480
   */
  rowsApplied: number;
  /**
   * There already, and the same.
   * @example 12
   */
  rowsUnchanged: number;
  /** @example 8 */
  rowsRefused: number;
  /** The user who asked for it. */
  requesterId: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;

  static of(stored: StoredImport): ImportResponse {
    const { id, kind, mode, state, reason, confirms, rowCount, requestedBy: requesterId } = stored;
    const { rowsSeen, rowsApplied, rowsUnchanged, rowsRefused } = stored;
    return {
      ...{ id, kind, mode, state, reason, confirms, rowCount, rowsSeen, rowsApplied, rowsUnchanged, rowsRefused },
      requesterId,
      createdAt: stored.createdAt.toISOString(),
      startedAt: stored.startedAt?.toISOString() ?? null,
      finishedAt: stored.finishedAt?.toISOString() ?? null,
    };
  }
}

export class ImportPage {
  items: ImportResponse[];
  /** Give it as `after` for the rows that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<StoredImport>): ImportPage {
    return { items: items.map((stored) => ImportResponse.of(stored)), next };
  }
}

export class ImportErrorResponse {
  /**
   * Of the file; the header is line 1.
   * @example 17
   */
  line: number;
  /**
   * Null where it is the row’s as a whole.
   * @example phone
   */
  column: string | null;
  /** @example invalid_phone */
  code: string;
  /** @example 'The phone must be an Indian mobile number: ten digits that begin with 6, 7, 8 or 9, with or without +91.' */
  message: string;
  /**
   * The row is brought in all the same.
   * @example false
   */
  isWarning: boolean;

  static of({ line, column, code, message, isWarning }: ImportError): ImportErrorResponse {
    return { line, column, code, message, isWarning };
  }
}

export class ImportErrorPage {
  items: ImportErrorResponse[];
  /** Give it as `after` for those that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<ImportError>): ImportErrorPage {
    return { items: items.map((error) => ImportErrorResponse.of(error)), next };
  }
}
