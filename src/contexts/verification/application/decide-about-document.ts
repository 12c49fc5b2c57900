import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Document } from '../domain/document';
import { ownDocument } from '../domain/document-errors';
import { Documents } from '../persistence/documents';
import { CompareWithSubject } from './compare-with-subject';
import { RestoreEarlier } from './restore-earlier';
import { subjectLock } from './subject-lock';
import { VerifyInPlace } from './verify-in-place';

export type Decision =
  | { readonly step: 'review' | 'verify'; readonly reason?: undefined }
  | { readonly step: 'reject' | 'revoke'; readonly reason: string };

/** A person's word about a document. */
@Injectable()
export class DecideAboutDocument {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly verifyInPlace: VerifyInPlace,
    private readonly withSubject: CompareWithSubject,
    private readonly restoreEarlier: RestoreEarlier,
  ) {}

  /**
   * @throws DomainError not_found, also for one out of scope; (forbidden) `own_document`; (conflict)
   * `illegal_document_transition`, `document_replaced`, `number_held`, `subject_left`; (rule) `document_lapsed`,
   * `number_of_another`
   */
  execute(id: string, decision: Decision, principal: Principal): Promise<Document> {
    return this.unitOfWork.run(async () => {
      const { subjectType, subjectId } = await this.documents.getInScope(id, principal);
      if (subjectId === principal.driverId || subjectId === principal.userId) throw ownDocument();
      await this.unitOfWork.lock([subjectLock(subjectType, subjectId)]);
      // Read again: until the lock was ours, another may have decided.
      const document = await this.documents.get(id);
      const by = principal.userId;
      const now = this.clock.now();
      if (decision.step === 'verify') {
        if (document.isOpen) await this.withSubject.assertMayCount(document);
        await this.verifyInPlace.of(document, () => document.verify(by, now), now);
      } else await this.documents.change(document, () => decide(document, decision, by, now));
      if (decision.step === 'revoke') await this.restoreEarlier.of(document, by, now);
      return document;
    });
  }
}

function decide(document: Document, { step, reason }: Decision, by: string, at: Date): void {
  if (reason === undefined) document.startReview(by, at);
  else if (step === 'reject') document.reject(by, reason, at);
  else document.revoke(by, reason, at);
}
