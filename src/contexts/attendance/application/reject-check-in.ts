import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { Attendances } from '../persistence/attendances';

@Injectable()
export class RejectCheckIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly clock: Clock,
  ) {}

  async execute(attendanceId: string, { reason }: { reason: string }, principal: Principal): Promise<Attendance> {
    return this.unitOfWork.run(async () => {
      const { driverId } = await this.attendances.getInScope(attendanceId, principal);
      await this.unitOfWork.lock([lock('driver', driverId)]);
      // Read again: what was read before the lock may have changed since.
      const attendance = await this.attendances.get(attendanceId);
      await this.attendances.change(attendance, () => attendance.reject(principal, reason, this.clock.now()));
      return attendance;
    });
  }
}
