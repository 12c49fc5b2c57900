import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import {
  type VerificationRequest,
  VerificationSource,
  VerificationSourceDown,
} from '../../../platform/verification-source/verification-source';
import type { Document } from '../domain/document';
import { compare, doubted, nextSourceCheck, type SourceAnswer, unreachable } from '../domain/source-answer';
import { Documents } from '../persistence/documents';
import { CompareWithSubject } from './compare-with-subject';
import { subjectLock } from './subject-lock';
import { VerifyInPlace } from './verify-in-place';

/**
 * Asks the outside source about a document that waits. Down means pending: it is asked again after a pause, by a timer, so that
 * neither a restart nor a dead letter ends it; once it was asked often enough a person decides.
 */
@Injectable()
export class AskSource {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly source: VerificationSource,
    private readonly documents: Documents,
    private readonly verifyInPlace: VerifyInPlace,
    private readonly withSubject: CompareWithSubject,
  ) {}

  /** Safe to repeat. @param attempt 1 for the first */
  async execute(documentId: string, attempt: number): Promise<void> {
    const document = await this.unitOfWork.run(() => this.documents.get(documentId));
    const awaitsSource = document.isOpen && !document.isReopened && document.sourceAnswer === null;
    const request = awaitsSource ? requestOf(document) : null;
    if (!request) return;
    let answer: SourceAnswer;
    let nameAsHeld: string | undefined;
    try {
      const said = await this.source.check(request);
      nameAsHeld = said.facts.nameAsHeld;
      answer = compare(document, said, this.clock.now());
    } catch (error) {
      if (!(error instanceof VerificationSourceDown)) throw error;
      const now = this.clock.now();
      const dueAt = error.passes ? nextSourceCheck(attempt, now) : null;
      if (dueAt) return this.askAgain(document, attempt + 1, dueAt);
      answer = unreachable(now);
    }
    await this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const waiting = await this.documents.get(documentId);
        const doubts = answer.outcome === 'unreachable' ? [] : await this.withSubject.doubts(waiting, nameAsHeld);
        await this.verifyInPlace.of(waiting, () => waiting.answer(doubted(answer, doubts), now), now);
      },
      { locks: [subjectLock(document.subjectType, document.subjectId)] },
    );
  }

  private askAgain(document: Document, attempt: number, dueAt: Date): Promise<void> {
    return this.unitOfWork.run(() =>
      this.unitOfWork.schedule(document.sourceCheck(attempt, dueAt, this.clock.now()), dueAt),
    );
  }
}

/** By the document's own id, so that a question asked twice is counted once. Null: no source knows its type. */
function requestOf({
  id: requestId,
  documentType,
  number,
  ifsc,
  holderName,
  dateOfBirth,
}: Document): VerificationRequest | null {
  switch (documentType) {
    case 'bank_account':
      return { kind: documentType, requestId, accountNumber: number!, ifsc: ifsc!, holderName: holderName! };
    case 'registration_certificate':
      return { kind: documentType, requestId, plate: number! };
    case 'driving_licence':
      return { kind: documentType, requestId, licenceNumber: number!, dateOfBirth: dateOfBirth ?? undefined };
    default:
      return null;
  }
}
