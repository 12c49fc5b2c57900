import { DomainEvent } from '../../../platform/events/domain-event';

interface DutyFact {
  attendanceId: string;
  driverId: string;
  vehicleId: string;
  hubId: string;
}

/** His hours are spent, or his shift has been over for too long. */
export type AutomaticReason = 'hours_spent' | 'shift_over';

/** An image that the driver may check in with, once. The image itself is in the object store. */
export class SelfieUploaded extends DomainEvent<{
  selfieId: string;
  driverId: string;
  contentType: string;
  bytes: number;
}> {
  static override readonly type = 'attendance.selfie_uploaded';
  static override readonly aggregateType = 'selfie';
}

/** Waits for a manager's approval; the driver is not on duty yet. */
export class CheckInRequested extends DomainEvent<
  DutyFact & { deviceId: string; odometerMetres: number; attempt: number }
> {
  static override readonly type = 'attendance.check_in_requested';
  static override readonly aggregateType = 'attendance';
}

/** From `checkedInAt` on, the driver is on duty, his breaks included. */
export class CheckInApproved extends DomainEvent<
  DutyFact & {
    approvedBy: string;
    /** Left out of facts of before; then `occurredAt` stands for it. */
    checkedInAt?: string;
    /** When his hours will be spent if he stays on duty (kernel/duty-hours.ts). Left out of facts of before. */
    dutyEndsBy?: string;
  }
> {
  static override readonly type = 'attendance.check_in_approved';
  static override readonly aggregateType = 'attendance';
}

export class CheckInRejected extends DomainEvent<DutyFact & { rejectedBy: string; reason: string }> {
  static override readonly type = 'attendance.check_in_rejected';
  static override readonly aggregateType = 'attendance';
}

/** Nobody decided in time: the driver is not on duty, and may check in again. */
export class CheckInExpired extends DomainEvent<DutyFact & { checkedInAt: string }> {
  static override readonly type = 'attendance.check_in_expired';
  static override readonly aggregateType = 'attendance';
}

/** A timer: at `dueAt` a check-in on which nobody has decided expires. */
export class CheckInExpiryPlanned extends DomainEvent<DutyFact & { dueAt: string }> {
  static override readonly type = 'attendance.check_in_expiry_planned';
  static override readonly aggregateType = 'attendance';
}

export class BreakStarted extends DomainEvent<
  DutyFact & {
    /** More than the operator's policy allows; absent where it is not. */
    isBeyond?: boolean;
  }
> {
  static override readonly type = 'attendance.break_started';
  static override readonly aggregateType = 'attendance';
}

export class BreakEnded extends DomainEvent<DutyFact> {
  static override readonly type = 'attendance.break_ended';
  static override readonly aggregateType = 'attendance';
}

/** By the driver, by a manager, or by itself: then nobody read the odometer or counted the cash, and all four are null. */
export class CheckedOut extends DomainEvent<
  DutyFact & {
    odometerEndMetres: number | null;
    cashPaise: number | null;
    personalUpiPaise: number | null;
    cashDepositedPaise: number | null;
    /** The manager who did it for the driver, and why; absent where the driver did it himself. */
    checkedOutBy?: string;
    reason?: string;
    /** Why it happened by itself; absent where somebody did it. */
    automatic?: AutomaticReason;
    /** Fares that were paid in cash on this duty. Left out of facts of before schema version 3. */
    cashExpectedPaise?: number;
    /** How far the device travelled on this duty; null where it is not known. Left out of facts of before schema version 3. */
    gpsMetres?: number | null;
  }
> {
  static override readonly type = 'attendance.checked_out';
  static override readonly schemaVersion = 3;
  static override readonly aggregateType = 'attendance';
}

/** What nobody declared when the driver was checked out by itself. */
export class CheckOutCompleted extends DomainEvent<
  DutyFact & {
    odometerEndMetres: number;
    cashPaise: number;
    personalUpiPaise: number;
    cashDepositedPaise: number;
    cashExpectedPaise: number;
    checkedOutAt: string;
    /** When he really left, by a manager's word: it counts for his hours from here on. Null: when he was checked out. */
    dutyEndedAt: string | null;
    completedBy: string;
    reason: string | null;
  }
> {
  static override readonly type = 'attendance.check_out_completed';
  static override readonly aggregateType = 'attendance';
}

/** He is checked out as soon as nothing is under way. */
export class CheckOutAwaited extends DomainEvent<DutyFact & { because: AutomaticReason }> {
  static override readonly type = 'attendance.check_out_awaited';
  static override readonly aggregateType = 'attendance';
}

/** A timer: at `dueAt` a driver who is still on duty is checked out, unless something is under way. */
export class AutomaticCheckOutPlanned extends DomainEvent<DutyFact & { dueAt: string; because: AutomaticReason }> {
  static override readonly type = 'attendance.automatic_check_out_planned';
  static override readonly aggregateType = 'attendance';
}

/** A manager put right a mistyped reading of one attendance. The readings are as they were and as they are now. */
export class AttendanceOdometerCorrected extends DomainEvent<
  DutyFact & {
    from: { startMetres: number; endMetres: number | null };
    to: { startMetres: number; endMetres: number | null };
    /** Whether the vehicle's last known reading is this attendance's, and so changed with it. */
    isVehiclesLast: boolean;
    correctedBy: string;
    reason: string;
  }
> {
  static override readonly type = 'attendance.odometer_corrected';
  static override readonly aggregateType = 'attendance';
}

/** The operator's rule of hours from now on. Assignment plans and assigns by it. */
export class HoursPolicyChanged extends DomainEvent<{
  limitMinutes: number;
  windowMinutes: number;
  restMinutes: number;
  changedBy: string;
  reason: string;
}> {
  static override readonly type = 'attendance.hours_policy_changed';
  static override readonly aggregateType = 'hours_policy';
}

/** The rule changed, or a duty that counts was put right: whoever is on duty may stay until then. */
export class DutyLimitMoved extends DomainEvent<DutyFact & { dutyEndsBy: string }> {
  static override readonly type = 'attendance.duty_limit_moved';
  static override readonly aggregateType = 'attendance';
}

/** A timer: at `dutyEndsBy` the driver's hours are spent; a trip under way is finished first. */
export class DutyLimitPlanned extends DomainEvent<DutyFact & { dutyEndsBy: string }> {
  static override readonly type = 'attendance.duty_limit_planned';
  static override readonly aggregateType = 'attendance';
}

/** Twelve hours (or what the rule says) are spent: he takes no more rides, and is checked out when what he drives is over. */
export class DutyHoursSpent extends DomainEvent<DutyFact & { mayStartAt: string }> {
  static override readonly type = 'attendance.duty_hours_spent';
  static override readonly aggregateType = 'attendance';
}

/** The operator's rules of a duty besides its hours, from now on. */
export class DutyPolicyChanged extends DomainEvent<{
  terms: Record<string, unknown>;
  changedBy: string;
  reason: string;
}> {
  static override readonly type = 'attendance.duty_policy_changed';
  static override readonly aggregateType = 'duty_policy';
}

/** A timer: whoever is still on the break that began at `since` has been longer on breaks than the policy allows. */
export class BreakLimitPlanned extends DomainEvent<DutyFact & { since: string; dueAt: string }> {
  static override readonly type = 'attendance.break_limit_planned';
  static override readonly aggregateType = 'attendance';
}

/** He is still on the break that began at `since`, and has used up what the policy allows. */
export class BreakOutlasted extends DomainEvent<DutyFact & { since: string }> {
  static override readonly type = 'attendance.break_outlasted';
  static override readonly aggregateType = 'attendance';
}

/** A question: how far has this driver's device travelled? The answer, `DutyDistanceMeasured`, comes in the same transaction. */
export class DutyDistanceAsked extends DomainEvent<{ attendanceId: string; driverId: string }> {
  static override readonly type = 'attendance.duty_distance_asked';
  static override readonly aggregateType = 'attendance';
}
