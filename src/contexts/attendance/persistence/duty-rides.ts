import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

const CASH_OF: Statement = {
  name: 'attendance.duty_ride.cash_of',
  text: 'SELECT coalesce(sum(cash_paise), 0)::bigint AS paise FROM attendance.duty_rides WHERE attendance_id = $1',
};

const LAST_ENDED: Statement = {
  name: 'attendance.duty_ride.last_ended',
  text: 'SELECT max(ended_at) AS "endedAt" FROM attendance.duty_rides WHERE attendance_id = $1',
};

/** The rides that ended on each duty, written as their engagements end (`EngagementBook`). */
@Injectable()
export class DutyRides {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Fares of that duty that were paid in cash. */
  async cashOf(attendanceId: string): Promise<number> {
    const [row] = await this.unitOfWork.rows<{ paise: number }>(CASH_OF, [attendanceId]);
    return row!.paise;
  }

  /** When the last ride of that duty ended; null where he carried none. */
  async lastEndedAt(attendanceId: string): Promise<Date | null> {
    const [row] = await this.unitOfWork.rows<{ endedAt: Date | null }>(LAST_ENDED, [attendanceId]);
    return row!.endedAt;
  }
}
