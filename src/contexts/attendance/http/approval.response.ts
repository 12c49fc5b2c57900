import type { Approval } from '../application/approve-check-ins';
import { AttendanceResponse } from './attendance.response';

export class ApprovalProblemResponse {
  /** @example hours_spent */
  code: string;
  /** @example 'The hours of the driver are spent.' */
  detail: string;
}

export class ApprovalResponse {
  attendanceId: string;
  /** As it is now; null where the approval was refused. */
  attendance: AttendanceResponse | null;
  /** Why it was refused; null where it was approved. */
  problem: ApprovalProblemResponse | null;

  static of(approval: Approval): ApprovalResponse {
    const { attendanceId } = approval;
    if ('attendance' in approval)
      return { attendanceId, attendance: AttendanceResponse.of(approval.attendance), problem: null };
    const { code, message } = approval.refusal;
    return { attendanceId, attendance: null, problem: { code, detail: message } };
  }
}

export class ApprovalsResponse {
  /** In the order asked. */
  items: ApprovalResponse[];

  static of(approvals: readonly Approval[]): ApprovalsResponse {
    return { items: approvals.map((approval) => ApprovalResponse.of(approval)) };
  }
}
