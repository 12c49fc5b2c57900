import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { Attendances } from '../persistence/attendances';
import { Policies } from '../persistence/policies';
import { VehicleDirectory } from '../projections/vehicle-directory';

export interface CorrectOdometerCommand {
  readonly odometerStartMetres?: number;
  readonly odometerEndMetres?: number;
  readonly reason: string;
}

@Injectable()
export class CorrectOdometer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly policies: Policies,
    private readonly vehicles: VehicleDirectory,
    private readonly clock: Clock,
  ) {}

  async execute(attendanceId: string, command: CorrectOdometerCommand, principal: Principal): Promise<Attendance> {
    const { odometerStartMetres: startMetres, odometerEndMetres: endMetres, reason } = command;
    return this.unitOfWork.run(async () => {
      const { driverId, vehicleId } = await this.attendances.getInScope(attendanceId, principal);
      await this.unitOfWork.lock([lock('driver', driverId), lock('vehicle', vehicleId)]);
      const { last } = await this.vehicles.get(vehicleId);
      const isVehiclesLast = last.attendanceId === attendanceId;
      // Read again: what was read before the locks may have changed since.
      const attendance = await this.attendances.get(attendanceId);
      const { terms } = await this.policies.current('duty', attendance.organizationId);
      await this.attendances.change(attendance, () => {
        attendance.correctOdometer({ startMetres, endMetres }, reason, isVehiclesLast, principal, this.clock.now());
        attendance.judgeDistance(terms);
      });
      if (isVehiclesLast) {
        await this.vehicles.setLastReading(vehicleId, { metres: attendance.lastReadingMetres, attendanceId });
      }
      return attendance;
    });
  }
}
