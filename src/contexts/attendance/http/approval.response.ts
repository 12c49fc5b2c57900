import type { Outcome } from '../../../platform/http/each-for-itself';
import { ItemProblemResponse } from '../../../platform/http/item-problem.response';
import type { Attendance } from '../domain/attendance';
import { AttendanceResponse } from './attendance.response';

export class ApprovalResponse {
  attendanceId: string;
  /** As it is now; null where the approval was refused. */
  attendance: AttendanceResponse | null;
  /** Why it was refused; null where it was approved. */
  problem: ItemProblemResponse | null;

  static of(approval: Outcome<Attendance>): ApprovalResponse {
    const attendance = 'done' in approval ? AttendanceResponse.of(approval.done) : null;
    return { attendanceId: approval.id, attendance, problem: ItemProblemResponse.of(approval) };
  }
}

export class ApprovalsResponse {
  /** In the order asked. */
  items: ApprovalResponse[];

  static of(approvals: readonly Outcome<Attendance>[]): ApprovalsResponse {
    return { items: approvals.map((approval) => ApprovalResponse.of(approval)) };
  }
}
