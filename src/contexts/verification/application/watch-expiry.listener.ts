import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentWatchSet } from '../contracts/verification-events';
import { Documents } from '../persistence/documents';
import { SubjectDirectory } from '../projections/subject-directory';
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
    private readonly subjects: SubjectDirectory,
  ) {}

  /** Of who has left nobody is told anything. By document, and so each in a transaction of its own, whose lock nobody else's work waits for. */
  @AfterCommit(DocumentWatchSet, {
    effect: 'database',
    key: ({ payload }) => payload.documentId,
    spansAggregates: true,
  })
  async watch({ payload, organizationId }: DocumentWatchSet): Promise<void> {
    const { subjectType, subjectId } = payload;
    await this.unitOfWork.lock([subjectLock(subjectType, subjectId)]);
    const subject = await this.subjects.known(subjectType, subjectId, organizationId!);
    if (subject?.hasLeft) return;
    const place = { fleetId: subject?.fleetId ?? null, hubId: subject?.hubId ?? null };
    const document = await this.documents.get(payload.documentId);
    const now = this.clock.now();
    await this.documents.change(document, () => document.watch(place, now));
    const next = document.nextWatch(now);
    if (next) await this.unitOfWork.schedule(next.timer, next.dueAt);
  }
}
