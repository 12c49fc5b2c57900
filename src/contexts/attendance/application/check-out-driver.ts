import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance, CheckOutFacts } from '../domain/attendance';
import { Attendances } from '../persistence/attendances';
import { EngagementBook } from '../projections/engagement-book';
import { VehicleDirectory } from '../projections/vehicle-directory';

/** Without it, a driver who cannot log in would keep the cab and his own record blocked for good. */
@Injectable()
export class CheckOutDriver {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly engagements: EngagementBook,
    private readonly vehicles: VehicleDirectory,
    private readonly clock: Clock,
  ) {}

  async execute(
    attendanceId: string,
    { reason, ...facts }: CheckOutFacts & { reason: string },
    principal: Principal,
  ): Promise<Attendance> {
    return this.unitOfWork.run(async () => {
      const { driverId, vehicleId } = await this.attendances.getInScope(attendanceId, principal);
      await this.unitOfWork.lock([lock('driver', driverId), lock('vehicle', vehicleId)]);
      const rideIds = (await this.engagements.openOf(driverId)).map(({ rideId }) => rideId);
      const { last } = await this.vehicles.get(vehicleId);
      // Read again: what was read before the locks may have changed since.
      const attendance = await this.attendances.get(attendanceId);
      await this.attendances.change(attendance, () =>
        attendance.checkOutDriver(facts, principal, reason, rideIds, last, this.clock.now()),
      );
      await this.vehicles.setLastReading(vehicleId, { metres: facts.odometerEndMetres, attendanceId });
      return attendance;
    });
  }
}
