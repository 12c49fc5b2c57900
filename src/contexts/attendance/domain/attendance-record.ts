import { Column, PrimaryColumn } from 'typeorm';
import { Aggregate } from '../../../platform/events/aggregate';
import type { AutomaticReason } from '../contracts/attendance-events';
import type { Decider, FinishedBreak } from './attendance-facts';
import type { AttendanceStatus } from './attendance-status';

/** What is kept of an attendance; `Attendance` says how it comes about. */
export abstract class AttendanceRecord extends Aggregate {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('int')
  version: number;

  @Column('uuid', { name: 'driver_id' })
  driverId: string;

  /** The driver's fleet and hub when he checked in: whose managers decide. */
  @Column('uuid', { name: 'fleet_id' })
  fleetId: string;

  @Column('uuid', { name: 'hub_id' })
  hubId: string;

  @Column('uuid', { name: 'vehicle_id' })
  vehicleId: string;

  @Column('uuid', { name: 'roster_entry_id' })
  rosterEntryId: string;

  @Column('text', { name: 'device_id' })
  deviceId: string;

  @Column('uuid', { name: 'selfie_id' })
  selfieId: string;

  @Column('int')
  attempt: number;

  @Column('text')
  status: AttendanceStatus;

  @Column('bigint', { name: 'odometer_start_metres' })
  odometerStartMetres: number;

  @Column('timestamptz', { name: 'checked_in_at' })
  checkedInAt: Date;

  @Column('uuid', { name: 'checked_in_by' })
  checkedInBy: string;

  /** When it was approved, rejected or expired; the last is nobody's decision. */
  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @Column('text', { name: 'rejection_reason', nullable: true })
  rejectionReason: string | null;

  @Column('timestamptz', { name: 'on_break_since', nullable: true })
  onBreakSince: Date | null;

  /** Those that are over, oldest first. */
  @Column('jsonb')
  breaks: readonly FinishedBreak[];

  @Column('timestamptz', { name: 'checked_out_at', nullable: true })
  checkedOutAt: Date | null;

  @Column('bigint', { name: 'odometer_end_metres', nullable: true })
  odometerEndMetres: number | null;

  @Column('bigint', { name: 'cash_paise', nullable: true })
  cashPaise: number | null;

  @Column('bigint', { name: 'personal_upi_paise', nullable: true })
  personalUpiPaise: number | null;

  /** Cash and personal UPI together. */
  @Column('bigint', { name: 'cash_deposited_paise', nullable: true })
  cashDepositedPaise: number | null;

  /** Of the roster entry when he checked in. Null on attendances of before hours were counted, as all below. */
  @Column('timestamptz', { name: 'shift_starts_at', nullable: true })
  shiftStartsAt: Date | null;

  @Column('timestamptz', { name: 'shift_ends_at', nullable: true })
  shiftEndsAt: Date | null;

  /** Beyond the grace of then; 0 within it. */
  @Column('int', { name: 'late_minutes', nullable: true })
  lateMinutes: number | null;

  /** Once he has checked out; 0 where that happened by itself. */
  @Column('int', { name: 'left_early_minutes', nullable: true })
  leftEarlyMinutes: number | null;

  @Column('boolean', { name: 'first_time_device', nullable: true })
  firstTimeDevice: boolean | null;

  /** From the vehicle's last known reading to the one of this check-in. */
  @Column('bigint', { name: 'odometer_jump_metres', nullable: true })
  odometerJumpMetres: number | null;

  /** Breaks that were begun beyond what the policy allows. */
  @Column('int', { name: 'excess_breaks' })
  excessBreaks: number;

  /** Breaks that outlasted all the minutes that he had left for them. */
  @Column('int', { name: 'overlong_breaks' })
  overlongBreaks: number;

  /** When his hours are spent, from the approval on. */
  @Column('timestamptz', { name: 'duty_ends_by', nullable: true })
  dutyEndsBy: Date | null;

  /** From then on he took no more rides. */
  @Column('timestamptz', { name: 'hours_spent_at', nullable: true })
  hoursSpentAt: Date | null;

  /** Why he was checked out by itself, or is to be as soon as nothing is under way. */
  @Column('text', { name: 'leaving_because', nullable: true })
  leavingBecause: AutomaticReason | null;

  /** When he really left, where that was put right: it counts for his hours instead of `checkedOutAt`. */
  @Column('timestamptz', { name: 'duty_ended_at', nullable: true })
  dutyEndedAt: Date | null;

  /** When the figures of a check-out that happened by itself were given. */
  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt: Date | null;

  @Column('uuid', { name: 'completed_by', nullable: true })
  completedBy: string | null;

  /**
   * What others read of the vehicle first after this duty, which ended by itself and whose own reading is missing: at a
   * hand-over, in the workshop, or as it was put right. Null where nobody has.
   */
  @Column('bigint', { name: 'read_next_metres', nullable: true })
  readNextMetres: number | null;

  /** The vehicle's last reading before that, which is this duty's; null where that was put right, and counts no longer. */
  @Column('bigint', { name: 'read_before_metres', nullable: true })
  readBeforeMetres: number | null;

  /** What the device had travelled at the approval, counted since `gpsSince`; 0 since null where it had said nothing until then. */
  @Column('bigint', { name: 'gps_from_metres', nullable: true })
  gpsFromMetres: number | null;

  @Column('timestamptz', { name: 'gps_since', nullable: true })
  gpsSince: Date | null;

  /** How far the device travelled on this duty, with rides and without; null where it is not known. */
  @Column('bigint', { name: 'gps_metres', nullable: true })
  gpsMetres: number | null;

  /** Whether that and the odometer differ by more than the policy lets pass. */
  @Column('boolean', { name: 'distance_differs', nullable: true })
  distanceDiffers: boolean | null;

  /** Fares of this duty that were paid in cash, as known when he declared his. */
  @Column('bigint', { name: 'cash_expected_paise', nullable: true })
  cashExpectedPaise: number | null;

  /** What each of its facts says. */
  get duty(): { attendanceId: string; driverId: string; vehicleId: string; hubId: string } {
    return { attendanceId: this.id, driverId: this.driverId, vehicleId: this.vehicleId, hubId: this.hubId };
  }

  /** Both readings' difference; null before there are two. */
  get drivenMetres(): number | null {
    return this.odometerEndMetres === null ? null : this.odometerEndMetres - this.odometerStartMetres;
  }

  /** On duty, his breaks included. */
  get isOnDuty(): boolean {
    return this.status === 'APPROVED' || this.status === 'ON_BREAK';
  }

  /** Whether that user is the driver. */
  isOf(by: Decider): boolean {
    return by.userId === this.checkedInBy || by.driverId === this.driverId;
  }
}
