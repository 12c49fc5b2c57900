import { assertNoAadhaar } from '../../kernel/aadhaar';
import { DomainError } from '../errors/domain-error';
import { original } from '../exports/write-csv';
import type { RowProblem } from './row-problem';

/** The cells of one row by column, as their importer reads them. Notes each problem and goes on, so that all are named. */
export class Cells {
  readonly problems: RowProblem[] = [];
  private readonly texts: ReadonlyMap<string, string>;

  constructor(columns: readonly string[], cells: readonly string[]) {
    this.texts = new Map(columns.map((column, index) => [column, original(cells[index] ?? '').trim()]));
    if (cells.length === columns.length) return;
    const message = `The row has ${cells.length} cells, and the header names ${columns.length} columns.`;
    this.note(null, 'row_ragged', message);
  }

  /** @param parse throws a DomainError for what it cannot read; undefined comes back then, and the row counts for nothing. */
  required<T>(column: string, parse: (text: string) => T): T {
    const text = this.texts.get(column) ?? '';
    if (text === '') this.note(column, 'cell_empty', `The column ${column} is empty.`);
    return (text === '' ? undefined : this.parsed(column, text, parse)) as T;
  }

  /** Undefined where the file has no such column: what is there stays. Null where the cell is empty: it is removed. */
  optional<T>(column: string, parse: (text: string) => T): T | null | undefined {
    const text = this.texts.get(column);
    if (text === undefined) return undefined;
    return text === '' ? null : this.parsed(column, text, parse);
  }

  warn(column: string, code: string, message: string): void {
    this.problems.push({ column, code, message, isWarning: true });
  }

  /** What speaks against the row for a reason of several cells together. */
  note(column: string | null, code: string, message: string): void {
    this.problems.push({ column, code, message, isWarning: false });
  }

  get areSound(): boolean {
    return this.problems.every(({ isWarning }) => isWarning);
  }

  /** More or fewer than the header names: each may stand in the column of another. */
  get areRagged(): boolean {
    return this.problems.some(({ column }) => column === null);
  }

  /** The columns that something speaks against: what the row has of them counts for nothing. */
  get illegible(): ReadonlySet<string> {
    return new Set(this.problems.flatMap(({ column, isWarning }) => (isWarning || column === null ? [] : column)));
  }

  private parsed<T>(column: string, text: string, parse: (text: string) => T): T | undefined {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { code, message } = misplacedAadhaar(text) ?? error;
      this.note(column, code, message);
      return undefined;
    }
  }
}

/** Whatever a cell should have been: where an Aadhaar number is in its place, that is what its writer must hear. */
function misplacedAadhaar(text: string): DomainError | null {
  try {
    assertNoAadhaar(text, 'The cell');
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
