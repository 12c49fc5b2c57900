import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import type { CheckOutFacts } from '../domain/attendance-facts';
import { Attendances } from '../persistence/attendances';
import { DutyRides } from '../persistence/duty-rides';
import { Policies } from '../persistence/policies';
import { EngagementBook } from '../projections/engagement-book';
import { RosterBook } from '../projections/roster-book';
import { VehicleDirectory } from '../projections/vehicle-directory';
import { TravelledDistances } from './travelled-distances';

/** Without it, a driver who cannot log in would keep the cab and his own record blocked for good. */
@Injectable()
export class CheckOutDriver {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly engagements: EngagementBook,
    private readonly vehicles: VehicleDirectory,
    private readonly rosters: RosterBook,
    private readonly dutyRides: DutyRides,
    private readonly policies: Policies,
    private readonly distances: TravelledDistances,
    private readonly clock: Clock,
  ) {}

  async execute(
    attendanceId: string,
    { reason, ...facts }: CheckOutFacts & { reason: string },
    principal: Principal,
  ): Promise<Attendance> {
    return this.unitOfWork.run(async () => {
      const { driverId, vehicleId, organizationId } = await this.attendances.getInScope(attendanceId, principal);
      await this.unitOfWork.lock([lock('driver', driverId), lock('vehicle', vehicleId)]);
      // Read again: what was read before the locks may have changed since.
      const attendance = await this.attendances.get(attendanceId);
      const now = this.clock.now();
      const travelled = await this.distances.of(attendance, now);
      const engagedRideIds = await this.engagements.holding(attendance, now);
      const shifts = await this.rosters.notOver(driverId, now);
      const cashExpectedPaise = await this.dutyRides.cashOf(attendanceId);
      const { terms: policy } = await this.policies.current('duty', organizationId);
      const { last } = await this.vehicles.get(vehicleId);
      const leaving = {
        engagedRideIds,
        shifts,
        last,
        cashExpectedPaise,
        policy,
        travelled,
      };
      await this.attendances.change(attendance, () =>
        attendance.checkOutDriver(facts, principal, reason, leaving, now),
      );
      await this.vehicles.setLastReading(vehicleId, { metres: facts.odometerEndMetres, attendanceId });
      return attendance;
    });
  }
}
