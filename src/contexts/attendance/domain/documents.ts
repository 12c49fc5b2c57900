import { type DocumentStanding, outlasts } from '../../../kernel/document-standing';
import { DomainError } from '../../../platform/errors/domain-error';

/** What is remembered of the documents of a driver or of a vehicle. */
export interface KnownStanding extends DocumentStanding {
  readonly whose: 'driver' | 'vehicle';
  /** Those that lapse first, where they stand. */
  readonly lapses: readonly { readonly documentType: string; readonly expiresOn: string }[];
  /** What is wrong, where they do not. */
  readonly problems: readonly { readonly documentType: string; readonly problem: string }[];
}

interface Trouble {
  readonly whose: 'driver' | 'vehicle';
  readonly documentType: string;
  readonly problem: string;
}

/**
 * They hold at the moment of the check-in; what lapses during the duty keeps him from rides, not from duty.
 * @throws DomainError (rule) `documents_not_valid`, naming what is missing or has lapsed
 */
export function assertDocuments(standings: readonly KnownStanding[], at: Date): void {
  // What lapses at this very moment has lapsed for work that only begins.
  const soon = new Date(at.getTime() + 1);
  const troubles = standings.filter((standing) => !outlasts(standing, soon)).flatMap(troublesOf);
  if (troubles.length === 0) return;
  const named = troubles.map(({ whose, documentType, problem }) => `${documentType} of the ${whose} (${problem})`);
  throw new DomainError('rule', 'documents_not_valid', `Not in order: ${named.join(', ')}.`, { documents: troubles });
}

function troublesOf({ whose, isUsable, lapses, problems }: KnownStanding): Trouble[] {
  const wrong = isUsable ? lapses.map(({ documentType }) => ({ documentType, problem: 'expired' })) : problems;
  const told = wrong.length > 0 ? wrong : [{ documentType: 'a document', problem: 'not verified' }];
  return told.map(({ documentType, problem }) => ({ whose, documentType, problem }));
}
