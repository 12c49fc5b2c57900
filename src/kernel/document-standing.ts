/** Whether somebody, or a vehicle, has every document that gates duty, and until when. Published by verification. */
export interface DocumentStanding {
  /** False while such a document is missing, not verified, or lapsed. */
  readonly isUsable: boolean;
  /** The first instant at which one has lapsed; null where none lapses. */
  readonly usableUntil: Date | null;
}

/** Of whom no document is wanted, and of whom verification has never told anything: what held before it was there. */
export const NO_DOCUMENTS_WANTED: DocumentStanding = { isUsable: true, usableUntil: null };

/**
 * Whether the documents hold through the end of work that ends at `until`. An expired document stops work through the end of
 * any trip that would outlast it (docs/rules-of-the-road.md), so what starts in time and ends too late is refused as well.
 * Work that ends at the very instant of the lapse has ended in time.
 */
export function outlasts({ isUsable, usableUntil }: DocumentStanding, until: Date): boolean {
  return isUsable && (usableUntil === null || until.getTime() <= usableUntil.getTime());
}
