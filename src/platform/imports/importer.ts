import type { TimeWindow } from '../../kernel/time-window';
import type { Principal } from '../auth/principal';
import { DomainError } from '../errors/domain-error';
import type { Lock } from '../transaction/locks';
import type { Cells } from './cells';
import type { RowProblem } from './row-problem';

export interface ImportColumn {
  /** As the header names it: `licence_number`. */
  readonly name: string;
  readonly isRequired: boolean;
  /** For the documentation: what it holds. */
  readonly says: string;
  /** For the template; what must be of the day, by the clock. */
  readonly example: string | ((now: Date) => string);
  /** An export has it; an import reads past it, and the template leaves it out. */
  readonly isIgnored?: boolean;
  /** A phone with its 91 has twelve digits too: here what is one stays as it is. Whatever else is masked as everywhere. */
  readonly holdsPhones?: boolean;
}

/** What a row that is not refused takes for itself: no other of the file may take the same, or, of a time, any of the same time. */
export interface Claim {
  readonly column: string;
  readonly key: string;
  readonly during: TimeWindow | null;
  /** What the other line has: `the same phone`. */
  readonly says: string;
}

/** A row as far as it can be read. */
export interface LegibleRow<Row> {
  readonly row: Row;
  /** The columns that could not be read, or that something speaks against: what the row has of them counts for nothing. */
  readonly illegible: ReadonlySet<string>;
}

/** What would become of a row. */
export type Verdict<Plan> =
  | {
      readonly outcome: 'apply';
      readonly plan: Plan;
      readonly locks: readonly Lock[];
      /** Brought in all the same. */
      readonly warnings?: readonly RowProblem[];
    }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'refused'; readonly problems: readonly RowProblem[] };

/**
 * How a context brings in rows of one kind. Provided by its module; found by its class. All but `read` and `claims` run in a
 * unit of work of the import's organization, with its caller as the actor.
 */
export abstract class Importer<Row = unknown, Plan = unknown> {
  abstract readonly kind: string;
  abstract readonly columns: readonly ImportColumn[];
  /** The caller holds at least one of them; which a row wants, `plan` says. */
  abstract readonly permissions: readonly string[];

  /** Pure. What cannot be read is noted in the cells, and then nothing comes of the row. */
  abstract read(cells: Cells): Row;

  /** Pure: the natural keys. One whose column is not legible is passed over. */
  abstract claims(legible: LegibleRow<Row>): readonly Claim[];

  /**
   * What speaks against each row, as far as it is legible: of rows that nothing comes of, so that whoever mends them hears all at
   * once. Changes nothing.
   */
  abstract faults(rows: readonly LegibleRow<Row>[], caller: Principal): Promise<readonly (readonly RowProblem[])[]>;

  /** What each row would change, found in a few statements for all; the same rows again change nothing. */
  abstract plan(rows: readonly Row[], caller: Principal): Promise<readonly Verdict<Plan>[]>;

  /** Under the locks of the plans, through the context's own aggregates and events. */
  abstract apply(plans: readonly Plan[], caller: Principal): Promise<void>;
}

/** A row of which every cell can be read. */
export function legible<Row>(row: Row): LegibleRow<Row> {
  return { row, illegible: NOTHING };
}

const NOTHING: ReadonlySet<string> = new Set();

/** Of the row as a whole, or of one of its columns. */
export function against(code: string, message: string, column: string | null = null): RowProblem {
  return { column, code, message, isWarning: false };
}

/**
 * What an entity or a rule refuses, said of the column that its code is about.
 * @throws whatever is no DomainError: that is no fault of the row.
 */
export function problemOf(error: unknown, columnOf: Readonly<Record<string, string>>): RowProblem {
  if (!(error instanceof DomainError)) throw error;
  return against(error.code, error.message, columnOf[error.code] ?? null);
}

/** The same of an attempt, which changes nothing that lasts; nothing where it is not refused. */
export function refusalOf(attempt: () => void, columnOf: Readonly<Record<string, string>>): RowProblem[] {
  try {
    attempt();
    return [];
  } catch (error) {
    return [problemOf(error, columnOf)];
  }
}

/** A column of the export of the same kind, so that what was exported can be changed and imported. */
export function ignored(name: string): ImportColumn {
  return { name, isRequired: false, says: 'of exports; not read', example: '', isIgnored: true };
}
