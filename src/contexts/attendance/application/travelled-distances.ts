import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DutyDistanceMeasured } from '../../assignment/contracts/assignment-events';
import { DutyDistanceAsked } from '../contracts/attendance-events';
import type { Attendance } from '../domain/attendance';
import type { Travelled } from '../domain/distance';

const ANSWER = Symbol('the answer to DutyDistanceAsked');

/** Asks whoever keeps the positions of drivers how far a device has travelled; the answer comes before the question returns. */
@Injectable()
export class TravelledDistances {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Null where nobody answered, or the device said nothing. */
  async of({ id, driverId, version }: Attendance, now: Date): Promise<Travelled | null> {
    this.answer.travelled = null;
    const question = new DutyDistanceAsked(id, { attendanceId: id, driverId }, now);
    question.aggregateVersion = version;
    await this.unitOfWork.publish(question);
    return this.answer.travelled;
  }

  @InTransaction(DutyDistanceMeasured)
  measured({ payload: { travelledMetres: metres, countedSince } }: DutyDistanceMeasured): Promise<void> {
    const isKnown = metres !== null && countedSince !== null;
    this.answer.travelled = isKnown ? { metres, since: new Date(countedSince) } : null;
    return Promise.resolve();
  }

  private get answer(): { travelled: Travelled | null } {
    return this.unitOfWork.once<{ travelled: Travelled | null }>(ANSWER, () => ({ travelled: null }));
  }
}
