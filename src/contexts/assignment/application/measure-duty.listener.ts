import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DutyDistanceAsked } from '../../attendance/contracts/attendance-events';
import { DutyDistanceMeasured } from '../contracts/assignment-events';
import { LastPositions } from '../persistence/last-positions';

@Injectable()
export class MeasureDuty {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly positions: LastPositions,
  ) {}

  /** Answers in the same transaction, also where the device said nothing. */
  @InTransaction(DutyDistanceAsked)
  async asked({ payload, occurredAt }: DutyDistanceAsked): Promise<void> {
    const { attendanceId, driverId } = payload;
    const travelled = await this.positions.travelledBy(driverId);
    const measured = {
      travelledMetres: travelled?.metres ?? null,
      countedSince: travelled?.since.toISOString() ?? null,
    };
    const answer = new DutyDistanceMeasured(attendanceId, { attendanceId, driverId, ...measured }, occurredAt);
    await this.unitOfWork.publish(answer);
  }
}
