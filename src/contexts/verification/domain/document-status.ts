import { DomainError } from '../../../platform/errors/domain-error';

export const DOCUMENT_STATUSES = ['PENDING', 'UNDER_REVIEW', 'VERIFIED', 'REJECTED', 'EXPIRED', 'REVOKED'] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

/**
 * By a decision, and by time. Who decides about one that is PENDING takes it up and decides in one step. One that is VERIFIED goes
 * back to UNDER_REVIEW by a change of its subject, which nobody decides: `Document.reopen`.
 */
export const DOCUMENT_TRANSITIONS: Readonly<Record<DocumentStatus, readonly DocumentStatus[]>> = {
  PENDING: ['UNDER_REVIEW', 'VERIFIED', 'REJECTED'],
  UNDER_REVIEW: ['VERIFIED', 'REJECTED'],
  VERIFIED: ['EXPIRED', 'REVOKED'],
  REJECTED: [],
  EXPIRED: [],
  REVOKED: [],
};

export const OPEN_STATUSES: readonly DocumentStatus[] = ['PENDING', 'UNDER_REVIEW'];

/** @throws DomainError (conflict) `illegal_document_transition` */
export function assertTransition(from: DocumentStatus, to: DocumentStatus): void {
  if (DOCUMENT_TRANSITIONS[from].includes(to)) return;
  throw new DomainError(
    'conflict',
    'illegal_document_transition',
    `A document that is ${from} does not become ${to}.`,
    { from, to, allowed: DOCUMENT_TRANSITIONS[from] },
  );
}
