import { DomainEvent } from '../../../platform/events/domain-event';

export type DocumentSubject = 'driver' | 'vehicle' | 'fleet' | 'organization' | 'user';

interface DocumentFact {
  documentId: string;
  subjectType: DocumentSubject;
  subjectId: string;
  /** Such as `driving_licence`, `insurance`. */
  documentType: string;
}

/** Its number is in no event: it may be a person's. */
export class DocumentSubmitted extends DomainEvent<
  DocumentFact & {
    /** Local dates, YYYY-MM-DD; null where the document has none. */
    issuedOn: string | null;
    expiresOn: string | null;
    /** The earlier document that this one is to replace; null for the first of its type. */
    renews: string | null;
  }
> {
  static override readonly type = 'verification.document_submitted';
  static override readonly aggregateType = 'document';
}

export class DocumentReviewStarted extends DomainEvent<DocumentFact & { by: 'source' | 'person' }> {
  static override readonly type = 'verification.document_review_started';
  static override readonly aggregateType = 'document';
}

export class DocumentVerified extends DomainEvent<
  DocumentFact & { by: 'source' | 'person'; issuedOn: string | null; expiresOn: string | null }
> {
  static override readonly type = 'verification.document_verified';
  static override readonly aggregateType = 'document';
}

export class DocumentRejected extends DomainEvent<DocumentFact & { by: 'source' | 'person'; reason: string }> {
  static override readonly type = 'verification.document_rejected';
  static override readonly aggregateType = 'document';
}

/** It was valid through the local day `expiresOn`. */
export class DocumentExpired extends DomainEvent<DocumentFact & { expiresOn: string }> {
  static override readonly type = 'verification.document_expired';
  static override readonly aggregateType = 'document';
}

export class DocumentRevoked extends DomainEvent<DocumentFact & { reason: string }> {
  static override readonly type = 'verification.document_revoked';
  static override readonly aggregateType = 'document';
}

/** The renewal that had taken its place was wrong and is revoked: this one counts again. */
export class DocumentRestored extends DomainEvent<
  DocumentFact & { issuedOn: string | null; expiresOn: string | null }
> {
  static override readonly type = 'verification.document_restored';
  static override readonly aggregateType = 'document';
}

/** Something that it says of its subject has changed since it was verified: it counts no more until a person has seen it again. */
export class DocumentReopened extends DomainEvent<DocumentFact & { reason: string }> {
  static override readonly type = 'verification.document_reopened';
  static override readonly aggregateType = 'document';
}

/** Its subject has left, or is another by what the document says: its number may be another's. */
export class DocumentReleased extends DomainEvent<DocumentFact> {
  static override readonly type = 'verification.document_released';
  static override readonly aggregateType = 'document';
}

/** Nothing newer has been verified; told once for each of 30, 15 and 1 days left. */
export class DocumentAboutToExpire extends DomainEvent<
  DocumentFact & {
    expiresOn: string;
    daysLeft: number;
    /** Where its subject belongs; null where it belongs to none, left out of facts of before. */
    fleetId?: string | null;
    hubId?: string | null;
  }
> {
  static override readonly type = 'verification.document_about_to_expire';
  static override readonly aggregateType = 'document';
}

/** Somebody was given a link to the file. Each time it is followed, `platform.file_downloaded` says so. */
export class DocumentDownloaded extends DomainEvent<DocumentFact> {
  static override readonly type = 'verification.document_downloaded';
  static override readonly aggregateType = 'document';
}

export type DocumentProblem = 'missing' | 'pending' | 'rejected' | 'expired' | 'revoked';

/**
 * Whether all that a driver or vehicle must show is verified, and until when. Published in the transaction in which he is
 * registered, and whenever one of these changes; who decides about work remembers it and refuses what ends after `usableUntil`.
 */
export class DocumentStandingChanged extends DomainEvent<{
  subjectType: 'driver' | 'vehicle';
  subjectId: string;
  /** False while a document that gates duty is missing, not verified, or lapsed. */
  isUsable: boolean;
  /** The first instant at which one has lapsed, where it is usable now; null where none lapses. */
  usableUntil: string | null;
  /** That one, or what is wrong now. */
  lapses: { documentType: string; expiresOn: string }[];
  problems: { documentType: string; problem: DocumentProblem }[];
}> {
  static override readonly type = 'verification.document_standing_changed';
  static override readonly aggregateType = 'document_standing';
}

/** What the operator wants of a kind of subject in a city (`*`: every other), by fuel type for vehicles, from now on. */
export class DocumentSetConfigured extends DomainEvent<{
  subjectType: DocumentSubject;
  city: string;
  fuelType: string | null;
  documents: { documentType: string; gatesDuty: boolean }[];
  configuredBy: string;
}> {
  static override readonly type = 'verification.document_set_configured';
  static override readonly aggregateType = 'document_set';
}

/** A file that a document may show; it belongs to none yet. */
export class DocumentFileUploaded extends DomainEvent<{ fileId: string; contentType: string; bytes: number }> {
  static override readonly type = 'verification.document_file_uploaded';
  static override readonly aggregateType = 'document_file';
}

/** A newer one of its type was verified, and counts from here on. */
export class DocumentReplaced extends DomainEvent<DocumentFact & { replacedBy: string }> {
  static override readonly type = 'verification.document_replaced';
  static override readonly aggregateType = 'document';
}

/** What the source said, where that alone did not verify the document: a person decides. */
export class DocumentSourceAnswered extends DomainEvent<DocumentFact & { outcome: 'differs' | 'unreachable' }> {
  static override readonly type = 'verification.document_source_answered';
  static override readonly aggregateType = 'document';
}

/** A timer: the source was not reached, and is asked again then. */
export class DocumentSourceCheckSet extends DomainEvent<DocumentFact & { attempt: number; dueAt: string }> {
  static override readonly type = 'verification.document_source_check_set';
  static override readonly aggregateType = 'document';
}

/** A timer: the next reminder of a verified document, or the moment of its lapse. */
export class DocumentWatchSet extends DomainEvent<DocumentFact & { dueAt: string }> {
  static override readonly type = 'verification.document_watch_set';
  static override readonly aggregateType = 'document';
}

/** What is wanted changed: those standings are looked at again, some at a time. */
export class StandingsReviewSet extends DomainEvent<{
  subjectType: 'driver' | 'vehicle';
  /** Only those of this fleet; null for all of the organization. */
  fleetId: string | null;
  /** Those up to this one are done; null at first. */
  after: string | null;
}> {
  static override readonly type = 'verification.standings_review_set';
  static override readonly aggregateType = 'document_standing';
}
