import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AfterCommit, InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentSetConfigured, StandingsReviewSet } from '../contracts/verification-events';
import { SubjectDirectory } from '../projections/subject-directory';
import { JudgeSubject } from './judge-subject';
import { subjectLock } from './subject-lock';

/** Each batch is one transaction that holds the locks of its subjects: few enough that nobody waits long for one of them. */
const MOST_IN_A_BATCH = 50;

/** What is wanted changed for many at once: they are judged after the commit, some at a time, each batch planning the next. */
@Injectable()
export class ReviewStandings {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly subjects: SubjectDirectory,
    private readonly judgeSubject: JudgeSubject,
  ) {}

  @InTransaction(DocumentSetConfigured)
  async configured({ aggregateId, payload, occurredAt }: DocumentSetConfigured): Promise<void> {
    const { subjectType } = payload;
    if (subjectType !== 'driver' && subjectType !== 'vehicle') return;
    const review = { subjectType, fleetId: null, after: null } as const;
    await this.unitOfWork.publish(new StandingsReviewSet(aggregateId, review, occurredAt));
  }

  /** By its own id, so that each runs in a transaction of its own. */
  @AfterCommit(StandingsReviewSet, { effect: 'database', key: ({ id }) => id })
  async review({ aggregateId, payload, organizationId }: StandingsReviewSet): Promise<void> {
    const { subjectType: type, fleetId, after } = payload;
    const ids = await this.subjects.next({ type, fleetId, after }, organizationId!, MOST_IN_A_BATCH);
    await this.unitOfWork.lock(ids.map((id) => subjectLock(type, id)));
    for (const id of ids) await this.judgeSubject.execute(type, id, organizationId!);
    if (ids.length < MOST_IN_A_BATCH) return;
    const rest = { ...payload, after: ids.at(-1)! };
    await this.unitOfWork.publish(new StandingsReviewSet(aggregateId, rest, this.clock.now()));
  }
}
