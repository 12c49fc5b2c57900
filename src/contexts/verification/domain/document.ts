import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LocalDate } from '../../../kernel/local-day';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  DocumentAboutToExpire,
  DocumentExpired,
  DocumentRejected,
  DocumentReleased,
  DocumentReopened,
  DocumentReplaced,
  DocumentRestored,
  DocumentReviewStarted,
  DocumentRevoked,
  DocumentSourceAnswered,
  DocumentSourceCheckSet,
  type DocumentSubject,
  DocumentSubmitted,
  DocumentVerified,
  DocumentWatchSet,
} from '../contracts/verification-events';
import { assertDates, documentLapsed, documentReplaced } from './document-errors';
import { assertTransition, type DocumentStatus, OPEN_STATUSES } from './document-status';
import type { DocumentType } from './document-types';
import { daysLeft, hasLapsed, nextWatch, reminderDue } from './expiry';
import type { SourceAnswer } from './source-answer';
import type { Submission } from './submission';

/** Where a subject belongs, for who is told of it. */
export interface Place {
  readonly fleetId: string | null;
  readonly hubId: string | null;
}

/** One paper of one subject. What was submitted never changes: what differs is a new document, which may take its place. */
@Entity({ schema: 'verification', name: 'documents' })
export class Document extends Aggregate implements Submission {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('int') override version: number;
  @Column('text', { name: 'subject_type' }) subjectType: DocumentSubject;
  @Column('uuid', { name: 'subject_id' }) subjectId: string;
  @Column('text', { name: 'document_type' }) documentType: DocumentType;
  /** Never in an event, a log or a list. */
  @Column('text', { nullable: true }) number: string | null;
  @Column('text', { nullable: true }) ifsc: string | null;
  @Column('text', { name: 'holder_name', nullable: true }) holderName: string | null;
  @Column('date', { name: 'date_of_birth', nullable: true }) dateOfBirth: LocalDate | null;
  @Column('uuid', { name: 'file_id', nullable: true }) fileId: string | null;
  @Column('date', { name: 'issued_on', nullable: true }) issuedOn: LocalDate | null;
  /** The last day on which it is valid. */
  @Column('date', { name: 'expires_on', nullable: true }) expiresOn: LocalDate | null;
  @Column('timestamptz', { name: 'submitted_at' }) submittedAt: Date;
  @Column('uuid', { name: 'submitted_by' }) submittedBy: string;
  /** The current one of its type when it was submitted. */
  @Column('uuid', { nullable: true }) renews: string | null;
  @Column('text') status: DocumentStatus;
  @Column('jsonb', { name: 'source_answer', nullable: true }) sourceAnswer: SourceAnswer | null;
  @Column('timestamptz', { name: 'verified_at', nullable: true }) verifiedAt: Date | null;
  @Column('text', { name: 'verified_how', nullable: true }) verifiedHow: 'source' | 'person' | null;
  /** The person; null where a source did. */
  @Column('uuid', { name: 'verified_by', nullable: true }) verifiedBy: string | null;
  /** The newer one that was verified in its place: then this counts no more, though it was right. */
  @Column('uuid', { name: 'replaced_by', nullable: true }) replacedBy: string | null;
  /** The fewest days left that somebody was reminded of, or that had passed when it was verified. */
  @Column('smallint', { name: 'reminded_days', nullable: true }) remindedDays: number | null;
  /** Since when its number may be another's; null: it is its subject's alone. */
  @Column('timestamptz', { name: 'released_at', nullable: true }) releasedAt: Date | null;
  @Column('timestamptz', { name: 'changed_at' }) changedAt: Date;
  /** Null: a source, or time. */
  @Column('uuid', { name: 'changed_by', nullable: true }) changedBy: string | null;
  /** Of a rejection or a revocation, or why it is looked at again. */
  @Column('text', { nullable: true }) reason: string | null;

  /** @throws DomainError (invalid) `dates_invalid`; (rule) `document_lapsed` */
  static submit(
    id: string,
    organizationId: string,
    submission: Submission,
    renews: string | null,
    by: string,
    at: Date,
  ): Document {
    assertDates(submission, at);
    const document = Object.assign(new Document(), { id, organizationId, ...submission, renews });
    Object.assign(document, { status: 'PENDING', sourceAnswer: null, verifiedAt: null, verifiedHow: null });
    Object.assign(document, { verifiedBy: null, replacedBy: null, remindedDays: null, releasedAt: null, reason: null });
    Object.assign(document, { submittedAt: at, submittedBy: by, changedAt: at, changedBy: by });
    const { issuedOn, expiresOn } = submission;
    document.record(new DocumentSubmitted(id, { ...document.fact(), issuedOn, expiresOn, renews }, at));
    return document;
  }

  get isOpen(): boolean {
    return OPEN_STATUSES.includes(this.status);
  }

  /** Verified once, and what it says of its subject has changed since, of which no source knows: a person decides. */
  get isReopened(): boolean {
    return this.isOpen && this.reason !== null;
  }

  /** The one of its type that counts. */
  get isCurrent(): boolean {
    return this.status === 'VERIFIED' && this.replacedBy === null;
  }

  /** @throws DomainError (conflict) `illegal_document_transition` */
  startReview(by: string, at: Date): void {
    this.become('UNDER_REVIEW', by, at);
    this.record(new DocumentReviewStarted(this.id, { ...this.fact(), by: 'person' }, at));
  }

  /** @throws DomainError (conflict) `illegal_document_transition`; (rule) `document_lapsed` */
  verify(by: string, at: Date): void {
    this.accept('person', by, at);
  }

  /** @throws DomainError (conflict) `illegal_document_transition` */
  reject(by: string, reason: string, at: Date): void {
    this.takeUp('person', at);
    this.become('REJECTED', by, at, reason);
    this.record(new DocumentRejected(this.id, { ...this.fact(), by: 'person', reason }, at));
  }

  /**
   * Where the source agrees the document is verified; where it differs a person decides, who sees what it said. A source that
   * is down rejects nothing. Nothing happens where somebody decided meanwhile, nor where it was reopened.
   */
  answer(answer: SourceAnswer, at: Date): void {
    if (!this.isOpen || this.isReopened) return;
    this.sourceAnswer = answer;
    if (answer.outcome === 'agrees' && !hasLapsed(this.expiresOn, at)) return this.accept('source', null, at);
    if (answer.outcome !== 'unreachable') {
      this.takeUp('source', at);
      if (this.status === 'PENDING') this.become('UNDER_REVIEW', null, at);
    }
    Object.assign(this, { changedAt: at, changedBy: null });
    const outcome = answer.outcome === 'unreachable' ? 'unreachable' : 'differs';
    this.record(new DocumentSourceAnswered(this.id, { ...this.fact(), outcome }, at));
  }

  /** @throws DomainError (conflict) `illegal_document_transition`, `document_replaced` */
  revoke(by: string, reason: string, at: Date): void {
    if (this.replacedBy !== null) throw documentReplaced(this.replacedBy);
    this.become('REVOKED', by, at, reason);
    this.record(new DocumentRevoked(this.id, { ...this.fact(), reason }, at));
  }

  /** By the newer one that is being verified. */
  replace(by: Document, at: Date): void {
    if (!this.isCurrent) throw new Error(`Document ${this.id} is ${this.status}, and there is nothing to replace.`);
    Object.assign(this, { replacedBy: by.id, changedAt: at, changedBy: by.changedBy });
    this.record(new DocumentReplaced(this.id, { ...this.fact(), replacedBy: by.id }, at));
  }

  /** The newer one was wrong. Nothing is told that was told before; a reminder that came due since then is. */
  restore(by: string, place: Place, at: Date): void {
    if (this.replacedBy === null) throw new Error(`Document ${this.id} was not replaced.`);
    Object.assign(this, { replacedBy: null, changedAt: at, changedBy: by });
    const { issuedOn, expiresOn } = this;
    this.record(new DocumentRestored(this.id, { ...this.fact(), issuedOn, expiresOn }, at));
    this.watch(place, at);
    // Both are one change of the row, and it was his, whatever the clock had to say to it.
    this.changedBy = by;
  }

  /** Its subject left, or is another by what it says: it stays what it is, and its number may be another's. */
  release(at: Date): void {
    if (this.status !== 'VERIFIED' || this.releasedAt !== null) return;
    Object.assign(this, { releasedAt: at, changedAt: at, changedBy: null });
    this.record(new DocumentReleased(this.id, this.fact(), at));
  }

  /** Something that it says of its subject has changed: a person looks at it again. */
  reopen(reason: string, at: Date): void {
    if (!this.isCurrent) throw new Error(`Document ${this.id} is ${this.status}, and there is nothing to reopen.`);
    Object.assign(this, { status: 'UNDER_REVIEW', verifiedAt: null, verifiedHow: null, verifiedBy: null });
    Object.assign(this, { changedAt: at, changedBy: null, reason });
    this.record(new DocumentReopened(this.id, { ...this.fact(), reason }, at));
  }

  /** As `revoke`, by a change of its subject: the number is no longer the subject's. */
  outdate(reason: string, at: Date): void {
    this.become('REVOKED', null, at, reason);
    this.record(new DocumentRevoked(this.id, { ...this.fact(), reason }, at));
  }

  /** Time has passed: it expires, or somebody is reminded of it; once for each. Nothing happens to one that no longer counts. */
  watch({ fleetId, hubId }: Place, at: Date): void {
    const { expiresOn } = this;
    if (!this.isCurrent || expiresOn === null) return;
    if (hasLapsed(expiresOn, at)) {
      this.become('EXPIRED', null, at);
      this.record(new DocumentExpired(this.id, { ...this.fact(), expiresOn }, at));
      return;
    }
    const due = reminderDue(expiresOn, at);
    if (due === null || (this.remindedDays !== null && this.remindedDays <= due)) return;
    Object.assign(this, { remindedDays: due, changedAt: at, changedBy: null });
    const left = { expiresOn, daysLeft: daysLeft(expiresOn, at), fleetId, hubId };
    this.record(new DocumentAboutToExpire(this.id, { ...this.fact(), ...left }, at));
  }

  /** The timer of what `watch` is to see next; null where nothing more comes. */
  nextWatch(at: Date): { readonly timer: DocumentWatchSet; readonly dueAt: Date } | null {
    const dueAt = this.isCurrent && this.expiresOn !== null ? nextWatch(this.expiresOn, at) : null;
    return dueAt && { timer: new DocumentWatchSet(this.id, { ...this.fact(), dueAt: dueAt.toISOString() }, at), dueAt };
  }

  /** The timer by which the source is asked again. */
  sourceCheck(attempt: number, dueAt: Date, at: Date): DocumentSourceCheckSet {
    return new DocumentSourceCheckSet(this.id, { ...this.fact(), attempt, dueAt: dueAt.toISOString() }, at);
  }

  /** What each of its events says of it. */
  fact(): Pick<Document, 'subjectType' | 'subjectId' | 'documentType'> & { documentId: string } {
    const { id: documentId, subjectType, subjectId, documentType } = this;
    return { documentId, subjectType, subjectId, documentType };
  }

  private accept(how: 'source' | 'person', by: string | null, at: Date): void {
    if (this.isOpen && hasLapsed(this.expiresOn, at)) throw documentLapsed(this.expiresOn!);
    this.takeUp(how, at);
    this.become('VERIFIED', by, at);
    Object.assign(this, { verifiedAt: at, verifiedHow: how, verifiedBy: by });
    // Whoever verified it has seen how little is left.
    this.remindedDays = this.expiresOn === null ? null : reminderDue(this.expiresOn, at);
    const { issuedOn, expiresOn } = this;
    this.record(new DocumentVerified(this.id, { ...this.fact(), by: how, issuedOn, expiresOn }, at));
  }

  private takeUp(by: 'source' | 'person', at: Date): void {
    if (this.status === 'PENDING') this.record(new DocumentReviewStarted(this.id, { ...this.fact(), by }, at));
  }

  private become(status: DocumentStatus, by: string | null, at: Date, reason: string | null = null): void {
    assertTransition(this.status, status);
    Object.assign(this, { status, changedAt: at, changedBy: by, reason });
  }
}
