import type { LocalDate } from '../../../kernel/local-day';
import type { DocumentStanding } from '../../../kernel/document-standing';
import type { DocumentProblem } from '../contracts/verification-events';
import type { DocumentStatus } from './document-status';
import type { DocumentType } from './document-types';
import { hasLapsed, lapsesAt } from './expiry';
import type { WantedDocument } from './wanted-documents';

/** As much of a document as says whether it counts. */
export interface DocumentAtHand {
  readonly documentType: DocumentType;
  readonly status: DocumentStatus;
  readonly replacedBy: string | null;
  readonly expiresOn: LocalDate | null;
}

export interface Judgement extends DocumentStanding {
  /** Those that lapse first, at `usableUntil`. */
  readonly lapses: readonly { readonly documentType: DocumentType; readonly expiresOn: LocalDate }[];
  readonly problems: readonly { readonly documentType: DocumentType; readonly problem: DocumentProblem }[];
}

const PROBLEMS: Readonly<Record<DocumentStatus, DocumentProblem>> = {
  PENDING: 'pending',
  UNDER_REVIEW: 'pending',
  REJECTED: 'rejected',
  // One that counted until it lapsed, a moment ago.
  VERIFIED: 'expired',
  EXPIRED: 'expired',
  REVOKED: 'revoked',
};

/**
 * Whether each document that gates duty is there and valid at that moment, and until when they all are. A renewal that waits
 * takes nothing from the one it is to replace.
 * @param documents all of the subject, newest first
 */
export function judgeStanding(
  wanted: readonly WantedDocument[],
  documents: readonly DocumentAtHand[],
  at: Date,
): Judgement {
  const gating = wanted.filter(({ gatesDuty }) => gatesDuty).map(({ documentType }) => documentType);
  const valid = new Map<DocumentType, DocumentAtHand>();
  for (const document of documents) {
    const counts = document.status === 'VERIFIED' && document.replacedBy === null && !hasLapsed(document.expiresOn, at);
    if (counts) valid.set(document.documentType, document);
  }
  const problems = gating
    .filter((documentType) => !valid.has(documentType))
    .map((documentType) => ({ documentType, problem: problemOf(documentType, documents) }));
  if (problems.length > 0) return { isUsable: false, usableUntil: null, lapses: [], problems };

  const lapsing = gating.flatMap((documentType) => {
    const { expiresOn } = valid.get(documentType)!;
    return expiresOn === null ? [] : [{ documentType, expiresOn }];
  });
  const first = lapsing.map(({ expiresOn }) => expiresOn).sort()[0];
  if (first === undefined) return { isUsable: true, usableUntil: null, lapses: [], problems: [] };
  const lapses = lapsing.filter(({ expiresOn }) => expiresOn === first);
  return { isUsable: true, usableUntil: lapsesAt(first), lapses, problems: [] };
}

function problemOf(wanted: DocumentType, documents: readonly DocumentAtHand[]): DocumentProblem {
  const newest = documents.find(({ documentType }) => documentType === wanted);
  return newest ? PROBLEMS[newest.status] : 'missing';
}
