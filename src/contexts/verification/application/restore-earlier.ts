import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Document } from '../domain/document';
import { hasLapsed } from '../domain/expiry';
import { Documents } from '../persistence/documents';
import { CompareWithSubject } from './compare-with-subject';

/** What a wrong renewal had replaced counts again where it is valid still: a mistake of the office grounds nobody. */
@Injectable()
export class RestoreEarlier {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: Documents,
    private readonly withSubject: CompareWithSubject,
  ) {}

  /** @param revoked whose subject's lock the caller holds */
  async of(revoked: Document, by: string, at: Date): Promise<void> {
    const earlier = await this.documents.replacedBy(revoked.id);
    if (!earlier || earlier.releasedAt !== null || hasLapsed(earlier.expiresOn, at)) return;
    const place = await this.withSubject.placeOfWhatMayCount(earlier);
    if (!place) return;
    await this.documents.change(earlier, () => earlier.restore(by, place, at));
    const watch = earlier.nextWatch(at);
    if (watch) await this.unitOfWork.schedule(watch.timer, watch.dueAt);
  }
}
