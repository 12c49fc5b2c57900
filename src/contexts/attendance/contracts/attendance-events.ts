import { DomainEvent } from '../../../platform/events/domain-event';

interface DutyFact {
  attendanceId: string;
  driverId: string;
  vehicleId: string;
  hubId: string;
}

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

export class CheckInApproved extends DomainEvent<DutyFact & { approvedBy: string }> {
  static override readonly type = 'attendance.check_in_approved';
  static override readonly aggregateType = 'attendance';
}

export class CheckInRejected extends DomainEvent<DutyFact & { rejectedBy: string; reason: string }> {
  static override readonly type = 'attendance.check_in_rejected';
  static override readonly aggregateType = 'attendance';
}

export class BreakStarted extends DomainEvent<DutyFact> {
  static override readonly type = 'attendance.break_started';
  static override readonly aggregateType = 'attendance';
}

export class BreakEnded extends DomainEvent<DutyFact> {
  static override readonly type = 'attendance.break_ended';
  static override readonly aggregateType = 'attendance';
}

export class CheckedOut extends DomainEvent<
  DutyFact & {
    odometerEndMetres: number;
    cashPaise: number;
    personalUpiPaise: number;
    cashDepositedPaise: number;
    /** The manager who did it for the driver, and why; absent where the driver did it himself. */
    checkedOutBy?: string;
    reason?: string;
  }
> {
  static override readonly type = 'attendance.checked_out';
  static override readonly schemaVersion = 2;
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
