import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Document } from '../domain/document';
import { Documents } from '../persistence/documents';

/** Saves a document that may have become the one that counts: the one that did gives way first, and the watch over it begins. */
@Injectable()
export class VerifyInPlace {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: Documents,
  ) {}

  /** @param decide whatever the domain lets happen to the document; the caller holds its subject's lock */
  async of(document: Document, decide: () => void, at: Date): Promise<void> {
    const earlier = await this.documents.sameOf(document, 'current');
    const counted = document.isCurrent;
    decide();
    if (document.isCurrent && !counted && earlier)
      await this.documents.change(earlier, () => earlier.replace(document, at));
    await this.documents.change(document, () => undefined);
    const watch = counted ? null : document.nextWatch(at);
    if (watch) await this.unitOfWork.schedule(watch.timer, watch.dueAt);
  }
}
