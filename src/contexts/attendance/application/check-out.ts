import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { notCheckedIn } from '../domain/attendance-errors';
import type { CheckOutFacts } from '../domain/attendance-facts';
import { Attendances } from '../persistence/attendances';
import { DutyRides } from '../persistence/duty-rides';
import { Policies } from '../persistence/policies';
import { EngagementBook } from '../projections/engagement-book';
import { RosterBook } from '../projections/roster-book';
import { VehicleDirectory } from '../projections/vehicle-directory';
import { callingDriver } from './calling-driver';
import { TravelledDistances } from './travelled-distances';

@Injectable()
export class CheckOut {
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

  async execute(command: CheckOutFacts, principal: Principal): Promise<Attendance> {
    const { driverId, organizationId } = callingDriver(principal);
    return this.unitOfWork.run(
      async () => {
        const attendance = await this.attendances.openOf(driverId);
        if (!attendance) throw notCheckedIn();
        const { id: attendanceId, vehicleId } = attendance;
        await this.unitOfWork.lock([lock('vehicle', vehicleId)]);
        const now = this.clock.now();
        const travelled = await this.distances.of(attendance, now);
        const engagedRideIds = await this.engagements.holding(attendance, now);
        const shifts = await this.rosters.notOver(driverId, now);
        const { last } = await this.vehicles.get(vehicleId);
        const cashExpectedPaise = await this.dutyRides.cashOf(attendanceId);
        const { terms: policy } = await this.policies.current('duty', organizationId);
        const leaving = {
          engagedRideIds,
          shifts,
          last,
          cashExpectedPaise,
          policy,
          travelled,
        };
        await this.attendances.change(attendance, () => attendance.checkOut(command, leaving, now));
        await this.vehicles.setLastReading(vehicleId, { metres: command.odometerEndMetres, attendanceId });
        return attendance;
      },
      { locks: [lock('driver', driverId)] },
    );
  }
}
