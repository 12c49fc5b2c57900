/** A question, and when its answer was sent; both in milliseconds since the epoch. */
export interface Told {
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** Whether a question was answered after one that was asked later. */
export function isOutOfOrder(told: readonly Told[]): boolean {
  return told.some((one) => told.some((other) => other.askedAt >= one.askedAt && other.answeredAt < one.answeredAt));
}
