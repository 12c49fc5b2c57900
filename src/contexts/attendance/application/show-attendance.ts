import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { Attendances } from '../persistence/attendances';

@Injectable()
export class ShowAttendance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
  ) {}

  async execute(attendanceId: string, principal: Principal): Promise<Attendance> {
    return this.unitOfWork.run(() => this.attendances.getInScope(attendanceId, principal));
  }
}
