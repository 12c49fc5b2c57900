/** One refused field. `field` is its path as the caller wrote it: `pickup.latitude`, `stops[0].point`. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** The body of every error answer (RFC 9457), sent as `application/problem+json`. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Stable: clients decide on this, never on the sentence. */
  readonly code: string;
  readonly instance: string;
  readonly requestId: string;
  readonly errors?: readonly FieldProblem[];
  readonly [extra: string]: unknown;
}

/** A problem before it knows which request it answers. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Seconds after which trying again may help. */
  readonly retryAfterSeconds?: number;
}
