import type { TimeWindow } from '../../kernel/time-window';
import type { Principal } from '../auth/principal';
import type { Lock } from '../transaction/locks';
import type { Cells } from './cells';
import type { RowProblem } from './row-problem';

export interface ImportColumn {
  /** As the header names it: `licence_number`. */
  readonly name: string;
  readonly isRequired: boolean;
  /** For the documentation: what it holds. */
  readonly says: string;
  /** For the template. */
  readonly example: string;
  /** An export has it; an import reads past it, and the template leaves it out. */
  readonly isIgnored?: boolean;
}

/** What a row takes for itself: no other of the file may take the same, or, of a time, any of the same time. */
export interface Claim {
  readonly column: string;
  readonly key: string;
  readonly during: TimeWindow | null;
  /** What the other line has: `the same phone`. */
  readonly says: string;
}

/** What would become of a row. */
export type Verdict<Plan> =
  | { readonly outcome: 'apply'; readonly plan: Plan; readonly locks: readonly Lock[] }
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

  /** Pure. What cannot be read is noted in the cells, and then the row counts for nothing. */
  abstract read(cells: Cells): Row;

  /** Pure: the natural keys. */
  abstract claims(row: Row): readonly Claim[];

  /** What each row would change, found in a few statements for all; the same rows again change nothing. */
  abstract plan(rows: readonly Row[], caller: Principal): Promise<readonly Verdict<Plan>[]>;

  /** Under the locks of the plans, through the context's own aggregates and events. */
  abstract apply(plans: readonly Plan[], caller: Principal): Promise<void>;
}

/** Of the row as a whole, or of one of its columns. */
export function refused<Plan>(code: string, message: string, column: string | null = null): Verdict<Plan> {
  return { outcome: 'refused', problems: [{ column, code, message, isWarning: false }] };
}

/** A column of the export of the same kind, so that what was exported can be changed and imported. */
export function ignored(name: string): ImportColumn {
  return { name, isRequired: false, says: 'of exports; not read', example: '', isIgnored: true };
}
