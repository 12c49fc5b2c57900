/** What is wrong with a row, or doubtful, in a sentence for whoever mends the file. */
export interface RowProblem {
  /** Null where it is the row's as a whole. */
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
  /** It is brought in all the same. */
  readonly isWarning: boolean;
}
