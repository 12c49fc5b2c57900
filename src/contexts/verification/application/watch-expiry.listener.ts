import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentWatchSet } from '../contracts/verification-events';
import { Documents } from '../persistence/documents';
import { subjectLock } from './subject-lock';

/**
 * The watch over a verified document. It holds nothing in memory: its next moment, a reminder or the lapse, is a timer among the
 * rows of the outbox, so it survives a restart and a stepped day stops at it.
 */
@Injectable()
export class WatchExpiry {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly documents: Documents,
  ) {}

  /** By document, and so each in a transaction of its own, whose lock nobody else's work waits for. */
  @AfterCommit(DocumentWatchSet, {
    effect: 'database',
    key: ({ payload }) => payload.documentId,
    spansAggregates: true,
  })
  async watch({ payload }: DocumentWatchSet): Promise<void> {
    await this.unitOfWork.lock([subjectLock(payload.subjectType, payload.subjectId)]);
    const document = await this.documents.get(payload.documentId);
    const now = this.clock.now();
    await this.documents.change(document, () => document.watch(now));
    const next = document.nextWatch(now);
    if (next) await this.unitOfWork.schedule(next.timer, next.dueAt);
  }
}
