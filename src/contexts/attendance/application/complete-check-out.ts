import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import type { CheckOutFacts } from '../domain/attendance-facts';
import { Attendances } from '../persistence/attendances';
import { DutyRides } from '../persistence/duty-rides';
import { Policies } from '../persistence/policies';
import { VehicleDirectory } from '../projections/vehicle-directory';
import { callingDriver } from './calling-driver';
import { LimitDuty } from './limit-duty';

interface Given {
  readonly facts: CheckOutFacts;
  readonly leftAt: Date | null;
  /** Null where the driver does it himself. */
  readonly reason: string | null;
}

/** Gives the odometer and the cash of a check-out that happened by itself, once. */
@Injectable()
export class CompleteCheckOut {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly dutyRides: DutyRides,
    private readonly policies: Policies,
    private readonly vehicles: VehicleDirectory,
    private readonly limitDuty: LimitDuty,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError as `Attendance.complete`; not_found, also for another driver's */
  async ownExecute(attendanceId: string, facts: CheckOutFacts, principal: Principal): Promise<Attendance> {
    const { driverId } = callingDriver(principal);
    return this.unitOfWork.run(async () => {
      const attendance = await this.attendances.get(attendanceId);
      if (attendance.driverId !== driverId) throw notFound('attendance', attendanceId);
      return this.complete(attendance, { facts, leftAt: null, reason: null }, principal);
    });
  }

  /** @throws DomainError as `Attendance.complete`; not_found, also outside the scope of the manager */
  async execute(
    attendanceId: string,
    { reason, leftAt, ...facts }: CheckOutFacts & { reason: string; leftAt?: string },
    principal: Principal,
  ): Promise<Attendance> {
    return this.unitOfWork.run(async () => {
      const attendance = await this.attendances.getInScope(attendanceId, principal);
      return this.complete(attendance, { facts, leftAt: leftAt ? new Date(leftAt) : null, reason }, principal);
    });
  }

  private async complete(found: Attendance, { facts, leftAt, reason }: Given, by: Principal): Promise<Attendance> {
    const { id, driverId, vehicleId } = found;
    await this.unitOfWork.lock([lock('driver', driverId), lock('vehicle', vehicleId)]);
    const { last } = await this.vehicles.get(vehicleId);
    const cashExpectedPaise = await this.dutyRides.cashOf(id);
    const lastRideEndedAt = leftAt && (await this.dutyRides.lastEndedAt(id));
    // Read again: what was read before the locks may have changed since.
    const attendance = await this.attendances.get(id);
    const nextStartMetres = await this.attendances.nextStartMetres(attendance);
    const { terms: policy } = await this.policies.current('duty', attendance.organizationId);
    const known = { cashExpectedPaise, policy, last, nextStartMetres, lastRideEndedAt };
    const completion = { ...facts, ...known, leftAt, by, reason };
    await this.attendances.change(attendance, () => attendance.complete(completion, this.clock.now()));
    if (nextStartMetres === null && attendance.readNextMetres === null) {
      await this.vehicles.setLastReading(vehicleId, { metres: facts.odometerEndMetres, attendanceId: id });
    }
    if (leftAt) await this.moveLimitOf(driverId);
    return attendance;
  }

  /** A duty that counts was shorter than it seemed: whoever is on duty again may stay longer. */
  private async moveLimitOf(driverId: string): Promise<void> {
    const open = await this.attendances.openOf(driverId);
    if (open) await this.limitDuty.execute(open.id, driverId);
  }
}
