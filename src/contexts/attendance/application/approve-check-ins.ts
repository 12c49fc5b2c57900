import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Attendance } from '../domain/attendance';
import { ApproveCheckIn } from './approve-check-in';

export type Approval =
  | { readonly attendanceId: string; readonly attendance: Attendance }
  | { readonly attendanceId: string; readonly refusal: DomainError };

/** Each for itself, in a unit of work with its own locks: one that is refused, or waited for, keeps no other back. */
@Injectable()
export class ApproveCheckIns {
  constructor(private readonly approveCheckIn: ApproveCheckIn) {}

  /** Outside any unit of work. */
  async execute(attendanceIds: readonly string[], principal: Principal): Promise<Approval[]> {
    const approvals: Approval[] = [];
    for (const attendanceId of attendanceIds) approvals.push(await this.approve(attendanceId, principal));
    return approvals;
  }

  private async approve(attendanceId: string, principal: Principal): Promise<Approval> {
    try {
      return { attendanceId, attendance: await this.approveCheckIn.execute(attendanceId, principal) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { attendanceId, refusal: error };
    }
  }
}
