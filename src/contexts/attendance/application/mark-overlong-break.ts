import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Attendances } from '../persistence/attendances';

@Injectable()
export class MarkOverlongBreak {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly clock: Clock,
  ) {}

  /** Within the caller's unit of work, whose lock on the driver this takes. */
  async execute(attendanceId: string, driverId: string, since: Date): Promise<void> {
    await this.unitOfWork.lock([lock('driver', driverId)]);
    await this.attendances.update(attendanceId, (attendance) => attendance.outlastBreak(since, this.clock.now()));
  }
}
