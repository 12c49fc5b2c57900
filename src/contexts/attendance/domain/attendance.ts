import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  AttendanceOdometerCorrected,
  BreakEnded,
  BreakStarted,
  CheckedOut,
  CheckInApproved,
  CheckInRejected,
  CheckInRequested,
} from '../contracts/attendance-events';
import { driverEngaged, driverNotActive, rideUnderWay, vehicleNotActive } from './attendance-errors';
import { assertTransition, type AttendanceStatus } from './attendance-status';
import { assertPlausibleReading, type LastReading } from './odometer';

export interface CheckInFacts {
  readonly id: string;
  readonly organizationId: string;
  readonly driverId: string;
  readonly fleetId: string;
  readonly hubId: string;
  readonly vehicleId: string;
  readonly rosterEntryId: string;
  readonly deviceId: string;
  readonly selfieId: string;
  /** 1 for the first check-in of the driver for the roster entry, one more each time. */
  readonly attempt: number;
  readonly odometerStartMetres: number;
  /** The user. */
  readonly checkedInBy: string;
}

/** The vehicle as it is known when a decision is taken. */
export interface VehicleAtHand {
  readonly id: string;
  readonly plate: string;
  readonly status: string;
  readonly last: LastReading;
}

/** Who decides on a check-in. */
export interface Decider {
  readonly userId: string;
  /** Set when that user is a driver too. */
  readonly driverId: string | null;
}

export interface CheckOutFacts {
  readonly odometerEndMetres: number;
  readonly cashPaise: number;
  /** What the driver took on his own UPI account. */
  readonly personalUpiPaise: number;
}

/** A break that is over, as stored. */
export interface FinishedBreak {
  readonly startedAt: string;
  readonly endedAt: string;
}

/** One check-in of a driver and what became of it: rejected, or a stretch of duty until he checked out. */
@Entity({ schema: 'attendance', name: 'attendances' })
export class Attendance extends Aggregate {
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

  /**
   * @throws DomainError `driver_not_active` and `vehicle_not_active` (conflict), `odometer_below_last` and
   * `odometer_implausible` (rule)
   */
  static checkIn(facts: CheckInFacts, driver: { status: string }, vehicle: VehicleAtHand, at: Date): Attendance {
    assertActive(driver, vehicle);
    assertPlausibleReading(facts.odometerStartMetres, vehicle.last);
    const attendance = Object.assign(new Attendance(), facts, {
      status: 'PENDING' as const,
      checkedInAt: at,
      decidedAt: null,
      decidedBy: null,
      rejectionReason: null,
      onBreakSince: null,
      breaks: [],
      checkedOutAt: null,
      odometerEndMetres: null,
      cashPaise: null,
      personalUpiPaise: null,
      cashDepositedPaise: null,
    });
    const { deviceId, attempt, odometerStartMetres: odometerMetres } = facts;
    attendance.record(new CheckInRequested(facts.id, { ...attendance.duty, deviceId, odometerMetres, attempt }, at));
    return attendance;
  }

  /**
   * The driver may have been suspended, the vehicle withdrawn or its odometer corrected since the check-in.
   * @throws DomainError `own_check_in` (forbidden), `attendance_status`, `driver_not_active` and `vehicle_not_active`
   * (conflict), `odometer_below_last` and `odometer_implausible` (rule)
   */
  approve(by: Decider, driver: { status: string }, vehicle: VehicleAtHand, at: Date): void {
    this.decide('APPROVED', by, at);
    assertActive(driver, vehicle);
    assertPlausibleReading(this.odometerStartMetres, vehicle.last);
    this.record(new CheckInApproved(this.id, { ...this.duty, approvedBy: by.userId }, at));
  }

  /** @throws DomainError `own_check_in` (forbidden), `attendance_status` (conflict) */
  reject(by: Decider, reason: string, at: Date): void {
    this.decide('REJECTED', by, at);
    this.rejectionReason = reason;
    this.record(new CheckInRejected(this.id, { ...this.duty, rejectedBy: by.userId, reason }, at));
  }

  /**
   * @param rideIdsUnderWay the driver's rides that have departed and are not over.
   * @throws DomainError (conflict) `attendance_status`, `ride_under_way`
   */
  startBreak(rideIdsUnderWay: readonly string[], at: Date): void {
    this.move('ON_BREAK');
    if (rideIdsUnderWay.length > 0) throw rideUnderWay(rideIdsUnderWay);
    this.onBreakSince = at;
    this.record(new BreakStarted(this.id, this.duty, at));
  }

  /** @throws DomainError (conflict) `not_on_break` */
  endBreak(at: Date): void {
    if (this.onBreakSince === null) throw new DomainError('conflict', 'not_on_break', 'You are not on a break.');
    this.move('APPROVED');
    this.breaks = [...this.breaks, { startedAt: this.onBreakSince.toISOString(), endedAt: at.toISOString() }];
    this.onBreakSince = null;
    this.record(new BreakEnded(this.id, this.duty, at));
  }

  /**
   * Ends a break first, if there is one: who goes home from it need not come back.
   * @param engagedRideIds every ride that the driver is assigned to, under way or not.
   * @throws DomainError `attendance_status` and `driver_engaged` (conflict), `odometer_below_last`,
   * `odometer_implausible` and `odometer_below_start` (rule)
   */
  checkOut(facts: CheckOutFacts, engagedRideIds: readonly string[], last: LastReading, at: Date): void {
    this.leave(facts, {}, engagedRideIds, last, at);
  }

  /**
   * By a manager, for a driver who cannot do it himself: suspended, or without his phone. The same rules hold.
   * @throws DomainError `own_check_out` (forbidden), and as `checkOut`
   */
  checkOutDriver(
    facts: CheckOutFacts,
    by: Decider,
    reason: string,
    engagedRideIds: readonly string[],
    last: LastReading,
    at: Date,
  ): void {
    if (this.isOf(by)) {
      throw new DomainError(
        'forbidden',
        'own_check_out',
        'This is for managers to check out another. Check yourself out with POST /v1/driver/attendance/check-out.',
      );
    }
    this.leave(facts, { checkedOutBy: by.userId, reason }, engagedRideIds, last, at);
  }

  private leave(
    facts: CheckOutFacts,
    forDriver: { checkedOutBy?: string; reason?: string },
    engagedRideIds: readonly string[],
    last: LastReading,
    at: Date,
  ): void {
    if (this.status === 'ON_BREAK') this.endBreak(at);
    this.move('CHECKED_OUT');
    if (engagedRideIds.length > 0) throw driverEngaged(engagedRideIds);
    assertPlausibleReading(facts.odometerEndMetres, last);
    this.assertEndNotBelowStart(facts.odometerEndMetres, this.odometerStartMetres);
    const cashDepositedPaise = facts.cashPaise + facts.personalUpiPaise;
    Object.assign(this, { ...facts, cashDepositedPaise, checkedOutAt: at });
    this.record(new CheckedOut(this.id, { ...this.duty, ...facts, cashDepositedPaise, ...forDriver }, at));
  }

  /**
   * A manager's word stands above the plausibility rules: it is how a typo in either reading is undone.
   * @param isVehiclesLast whether the vehicle's last known reading is this attendance's.
   * @throws DomainError `attendance_rejected` and `not_checked_out` (conflict), `nothing_corrected` (invalid),
   * `odometer_below_start` (rule)
   */
  correctOdometer(
    to: { startMetres?: number; endMetres?: number },
    reason: string,
    isVehiclesLast: boolean,
    by: Decider,
    at: Date,
  ): void {
    if (this.status === 'REJECTED') {
      throw new DomainError(
        'conflict',
        'attendance_rejected',
        'The check-in was rejected, so its odometer counts for nothing.',
      );
    }
    if (to.endMetres !== undefined && this.odometerEndMetres === null) {
      throw new DomainError('conflict', 'not_checked_out', 'There is no reading at check-out to correct yet.');
    }
    this.assertNotOwn(by);
    const from = this.readings;
    this.odometerStartMetres = to.startMetres ?? this.odometerStartMetres;
    this.odometerEndMetres = to.endMetres ?? this.odometerEndMetres;
    const now = this.readings;
    if (now.startMetres === from.startMetres && now.endMetres === from.endMetres) {
      throw new DomainError('invalid', 'nothing_corrected', 'Give a reading that differs from the recorded one.', {
        ...from,
      });
    }
    if (now.endMetres !== null) this.assertEndNotBelowStart(now.endMetres, now.startMetres);
    this.record(
      new AttendanceOdometerCorrected(
        this.id,
        { ...this.duty, from, to: now, isVehiclesLast, correctedBy: by.userId, reason },
        at,
      ),
    );
  }

  /** The latest reading of this attendance. */
  get lastReadingMetres(): number {
    return this.odometerEndMetres ?? this.odometerStartMetres;
  }

  private get readings(): { startMetres: number; endMetres: number | null } {
    return { startMetres: this.odometerStartMetres, endMetres: this.odometerEndMetres };
  }

  private get duty(): { attendanceId: string; driverId: string; vehicleId: string; hubId: string } {
    return { attendanceId: this.id, driverId: this.driverId, vehicleId: this.vehicleId, hubId: this.hubId };
  }

  private decide(to: 'APPROVED' | 'REJECTED', by: Decider, at: Date): void {
    this.assertNotOwn(by);
    this.move(to);
    this.decidedAt = at;
    this.decidedBy = by.userId;
  }

  private move(to: AttendanceStatus): void {
    assertTransition(this.status, to);
    this.status = to;
  }

  private isOf(by: Decider): boolean {
    return by.userId === this.checkedInBy || by.driverId === this.driverId;
  }

  private assertNotOwn(by: Decider): void {
    if (!this.isOf(by)) return;
    throw new DomainError('forbidden', 'own_check_in', 'Nobody decides on his own check-in or corrects its odometer.');
  }

  private assertEndNotBelowStart(endMetres: number, startMetres: number): void {
    if (endMetres >= startMetres) return;
    throw new DomainError(
      'rule',
      'odometer_below_start',
      `The odometer reads ${endMetres} m at check-out, below the ${startMetres} m at check-in. If the end is right, ` +
        `a manager can correct the odometer of the attendance ${this.id}.`,
      { attendanceId: this.id, odometerStartMetres: startMetres, odometerEndMetres: endMetres },
    );
  }
}

function assertActive(driver: { status: string }, vehicle: VehicleAtHand): void {
  if (driver.status !== 'ACTIVE') throw driverNotActive(driver.status);
  if (vehicle.status !== 'ACTIVE') throw vehicleNotActive(vehicle);
}
