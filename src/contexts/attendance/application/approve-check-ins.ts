import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { eachForItself, type Outcome } from '../../../platform/http/each-for-itself';
import type { Attendance } from '../domain/attendance';
import { ApproveCheckIn } from './approve-check-in';

/** Each for itself, in a unit of work with its own locks: one that is refused, or waited for, keeps no other back. */
@Injectable()
export class ApproveCheckIns {
  constructor(private readonly approveCheckIn: ApproveCheckIn) {}

  /** Outside any unit of work. */
  execute(attendanceIds: readonly string[], principal: Principal): Promise<Outcome<Attendance>[]> {
    return eachForItself(attendanceIds, (id) => this.approveCheckIn.execute(id, principal));
  }
}
