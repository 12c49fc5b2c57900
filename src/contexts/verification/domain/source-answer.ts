import type { LocalDate } from '../../../kernel/local-day';
import type { DocumentType } from './document-types';

/** What a source said of a document, as it is kept with it. */
export interface SourceAnswer {
  /** `unreachable`: it was asked as often as it is ever asked, and did not say. */
  readonly outcome: 'agrees' | 'differs' | 'not_found' | 'unreachable';
  /** ISO 8601. */
  readonly at: string;
  /** The source's own id of this check. */
  readonly reference: string | null;
  /** What differs, in words; never a number, never a name. */
  readonly differences: readonly string[];
}

/** As much of what a source says as is compared with what was submitted. */
export interface SourceSays {
  readonly outcome: 'agrees' | 'differs' | 'not_found';
  readonly sourceReference: string;
  readonly facts: { readonly expiresOn?: LocalDate; readonly isForTransport?: boolean };
}

/** Once it was not reached, it is asked again after so many minutes, and then no more: a person decides. */
const PAUSES_MINUTES: readonly number[] = [1, 5, 30, 120, 360, 720, 1_440];

/** When to ask after this attempt, the first of which is 1; null after the last. */
export function nextSourceCheck(attempt: number, at: Date): Date | null {
  const minutes = PAUSES_MINUTES[attempt - 1];
  return minutes === undefined ? null : new Date(at.getTime() + minutes * 60_000);
}

export function unreachable(at: Date): SourceAnswer {
  return { outcome: 'unreachable', at: at.toISOString(), reference: null, differences: [] };
}

/** A source that knows the document may know it otherwise than it was submitted: then a person looks at both. */
export function compare(
  { documentType, expiresOn }: { documentType: DocumentType; expiresOn: LocalDate | null },
  { outcome, facts, sourceReference }: SourceSays,
  at: Date,
): SourceAnswer {
  const differences: string[] = [];
  if (outcome === 'not_found') differences.push('The source knows no such document.');
  if (outcome === 'differs') differences.push('The source holds another name for it, or says that it is not in force.');
  if (facts.expiresOn !== undefined && facts.expiresOn !== expiresOn)
    differences.push(`The source says that it is valid until ${facts.expiresOn}.`);
  if (documentType === 'driving_licence' && facts.isForTransport === false)
    differences.push('The source says that it is not for vehicles that carry passengers for hire.');
  return doubted({ outcome, at: at.toISOString(), reference: sourceReference, differences: [] }, differences);
}

/** What it agrees with is not enough where something speaks against the document all the same. */
export function doubted(answer: SourceAnswer, doubts: readonly string[]): SourceAnswer {
  if (doubts.length === 0) return answer;
  const outcome = answer.outcome === 'agrees' ? 'differs' : answer.outcome;
  return { ...answer, outcome, differences: [...answer.differences, ...doubts] };
}
