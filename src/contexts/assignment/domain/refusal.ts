/** Why somebody cannot do something. */
export interface Refusal {
  readonly code: string;
  /** A sentence for the operator. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}
