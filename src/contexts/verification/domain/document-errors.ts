import { FLEET_TIME_ZONE, localDate } from '../../../kernel/local-day';
import type { NumberKind } from '../../../platform/document-digests';
import { DomainError } from '../../../platform/errors/domain-error';
import type { DocumentSubject } from '../contracts/verification-events';
import { MOST_UNSUBMITTED } from './document-file';
import { type DocumentType, rulesOf, suits } from './document-types';
import { hasLapsed } from './expiry';
import type { Submission } from './submission';

/** @throws DomainError (invalid) `document_type_unsuitable` */
export function assertSuits({ documentType, subjectType }: Pick<Submission, 'documentType' | 'subjectType'>): void {
  if (suits(documentType, subjectType)) return;
  throw new DomainError(
    'invalid',
    'document_type_unsuitable',
    `There is no ${documentType} of a ${subjectType}; it is one of ${rulesOf(documentType).subjects.join(', ')}.`,
    { field: 'documentType' },
  );
}

/** @throws DomainError (invalid) `dates_invalid`; (rule) `document_lapsed` */
export function assertDates({ documentType, issuedOn, expiresOn }: Submission, at: Date): void {
  const { expires } = rulesOf(documentType);
  if (expires === 'always' && expiresOn === null)
    throw datesInvalid('expiresOn', `A document of the type ${documentType} lapses: say on which day as expiresOn.`);
  if (expires === 'never' && expiresOn !== null)
    throw datesInvalid('expiresOn', `A document of the type ${documentType} never lapses: leave out expiresOn.`);
  if (issuedOn !== null && issuedOn > localDate(at, FLEET_TIME_ZONE))
    throw datesInvalid('issuedOn', 'The document cannot have been issued later than today.');
  if (issuedOn !== null && expiresOn !== null && issuedOn > expiresOn)
    throw datesInvalid('expiresOn', 'The document cannot lapse before it was issued.');
  if (hasLapsed(expiresOn, at)) throw documentLapsed(expiresOn!);
}

export function documentLapsed(expiresOn: string): DomainError {
  return new DomainError('rule', 'document_lapsed', `The document was valid until ${expiresOn} and has lapsed.`, {
    expiresOn,
  });
}

export function documentReplaced(replacedBy: string): DomainError {
  return new DomainError('conflict', 'document_replaced', 'A newer document counts in the place of this one.', {
    replacedBy,
  });
}

/** Also for the one that lost a race, which then does not know the other's id. */
export function documentInReview(documentType?: DocumentType, documentId?: string): DomainError {
  return new DomainError(
    'conflict',
    'document_in_review',
    `A document of this type${documentType ? ` (${documentType})` : ''} waits for a decision already. One at a time: have it rejected to send another.`,
    documentId ? { documentId } : {},
  );
}

const REGISTERED_WITH: Readonly<Record<NumberKind, string>> = {
  driving_licence: 'the licence number that the driver is registered with',
  plate: 'the plate that the vehicle is registered with',
};

/** Names neither of the two numbers. */
export function numberOfAnother(kind: NumberKind): DomainError {
  return new DomainError(
    'rule',
    'number_of_another',
    `The number is not ${REGISTERED_WITH[kind]}. Correct whichever of the two is wrong.`,
    { field: 'number' },
  );
}

/** @param documentId null for the one that lost a race, which then does not know the other's */
export function numberHeld(documentId: string | null = null): DomainError {
  return new DomainError(
    'conflict',
    'number_held',
    'A document of this type and number is verified for somebody else already. One of the two is wrong: revoke that one, or reject this.',
    documentId ? { documentId } : {},
  );
}

export function subjectLeft(type: DocumentSubject): DomainError {
  return new DomainError(
    'conflict',
    'subject_left',
    `This ${type} is no longer in service: its documents stay as they are.`,
  );
}

/** @throws DomainError (invalid) `gates_nothing` */
export function assertGatesSomething(type: DocumentSubject, gating: DocumentType | undefined): void {
  if (gating === undefined || type === 'driver' || type === 'vehicle') return;
  throw new DomainError(
    'invalid',
    'gates_nothing',
    `A ${type} does no duty that ${gating} could gate: only those of drivers and vehicles do. Say gatesDuty false, and look at it before the ${type} is approved.`,
    { field: 'documents' },
  );
}

/** @throws DomainError (conflict) `too_many_unsubmitted_files` */
export function assertRoomForFile(unsubmitted: number): void {
  if (unsubmitted < MOST_UNSUBMITTED) return;
  throw new DomainError(
    'conflict',
    'too_many_unsubmitted_files',
    `Of ${unsubmitted} files that you uploaded no document is submitted yet. Submit them first; what is not, is removed a day after its upload.`,
    { most: MOST_UNSUBMITTED },
  );
}

export function ownDocument(): DomainError {
  return new DomainError('forbidden', 'own_document', 'Nobody decides about his own documents.');
}

function datesInvalid(field: string, sentence: string): DomainError {
  return new DomainError('invalid', 'dates_invalid', sentence, { field });
}
