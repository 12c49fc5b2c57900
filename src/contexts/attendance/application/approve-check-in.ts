import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { driverUnknown } from '../domain/attendance-errors';
import { Attendances } from '../persistence/attendances';
import { Policies } from '../persistence/policies';
import { DriverDirectory } from '../projections/driver-directory';
import { RosterBook } from '../projections/roster-book';
import { VehicleDirectory } from '../projections/vehicle-directory';
import { AdmissionToDuty } from './admission-to-duty';
import { HoursOfDrivers } from './hours-of-drivers';
import { LeaveByItself } from './leave-by-itself';
import { TravelledDistances } from './travelled-distances';

@Injectable()
export class ApproveCheckIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly drivers: DriverDirectory,
    private readonly vehicles: VehicleDirectory,
    private readonly rosters: RosterBook,
    private readonly policies: Policies,
    private readonly admission: AdmissionToDuty,
    private readonly hours: HoursOfDrivers,
    private readonly leaveByItself: LeaveByItself,
    private readonly distances: TravelledDistances,
    private readonly clock: Clock,
  ) {}

  async execute(attendanceId: string, principal: Principal): Promise<Attendance> {
    return this.unitOfWork.run(async () => {
      const { driverId, vehicleId, organizationId } = await this.attendances.getInScope(attendanceId, principal);
      await this.unitOfWork.lock([lock('driver', driverId), lock('vehicle', vehicleId)]);
      await this.policies.hold(organizationId);
      const driver = await this.drivers.find(driverId);
      if (!driver) throw driverUnknown();
      const vehicle = await this.vehicles.get(vehicleId);
      // Read again: what was read before the locks may have changed since.
      const attendance = await this.attendances.get(attendanceId);
      const now = this.clock.now();
      const { checkedInAt, rosterEntryId } = attendance;
      const admission = await this.admission.of(driver, vehicle, organizationId, checkedInAt);
      const entry = (await this.rosters.notOver(driverId, now)).find(({ id }) => id === rosterEntryId) ?? null;
      const travelled = await this.distances.of(attendance, now);
      const facts = { ...admission, entry, travelled };
      await this.attendances.change(attendance, () => attendance.approve(principal, facts, now));
      await this.hours.planLimit(attendance, now);
      await this.leaveByItself.plan(attendance, now);
      await this.vehicles.setLastReading(vehicleId, { metres: attendance.odometerStartMetres, attendanceId });
      return attendance;
    });
  }
}
