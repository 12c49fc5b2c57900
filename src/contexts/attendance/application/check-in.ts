import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Attendance } from '../domain/attendance';
import { alreadyCheckedIn, deviceInUse, driverUnknown, selfieUsed, vehicleInUse } from '../domain/attendance-errors';
import type { VehicleAtHand } from '../domain/attendance-facts';
import { lateMinutes } from '../domain/marks';
import { rosterEntryFor } from '../domain/roster-entry';
import { Attendances } from '../persistence/attendances';
import { Policies } from '../persistence/policies';
import { Selfies } from '../persistence/selfies';
import { DriverDirectory } from '../projections/driver-directory';
import { RosterBook } from '../projections/roster-book';
import { VehicleDirectory } from '../projections/vehicle-directory';
import { AdmissionToDuty } from './admission-to-duty';
import { ExpireCheckIn } from './expire-check-in';
import { type CallingDriver, callingDriver } from './calling-driver';

export interface CheckInCommand {
  readonly selfieId: string;
  readonly odometerStartMetres: number;
  readonly deviceId: string;
}

@Injectable()
export class CheckIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly selfies: Selfies,
    private readonly drivers: DriverDirectory,
    private readonly vehicles: VehicleDirectory,
    private readonly rosters: RosterBook,
    private readonly admission: AdmissionToDuty,
    private readonly policies: Policies,
    private readonly expireCheckIn: ExpireCheckIn,
    private readonly clock: Clock,
  ) {}

  async execute(command: CheckInCommand, principal: Principal): Promise<Attendance> {
    const caller = callingDriver(principal);
    const { driverId, organizationId, userId } = caller;
    const { deviceId, selfieId } = command;
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const driver = await this.drivers.find(driverId);
        if (!driver) throw driverUnknown();
        const open = await this.attendances.openOf(driverId);
        if (open) throw alreadyCheckedIn(open.id);
        const entry = rosterEntryFor(await this.rosters.notOver(driverId, now), now);
        // Only the roster, read under the driver's lock, says which vehicle it is.
        await this.unitOfWork.lock([lock('vehicle', entry.vehicleId), lock('device', `${organizationId}:${deviceId}`)]);
        await this.policies.hold(organizationId);
        const vehicle = await this.vehicles.get(entry.vehicleId);
        await this.assertFree(caller, vehicle, deviceId);
        await this.assertSelfie(driverId, selfieId, now);
        const earlier = await this.attendances.attempts(entry, driverId);
        const { terms: policy } = await this.policies.current('duty', organizationId);
        const attendance = Attendance.checkIn(
          {
            ...command,
            id: uuidv7(),
            organizationId,
            driverId,
            fleetId: driver.fleetId,
            hubId: driver.hubId,
            vehicleId: vehicle.id,
            rosterEntryId: entry.id,
            shiftStartsAt: entry.startsAt,
            shiftEndsAt: entry.endsAt,
            attempt: earlier.attempts + 1,
            // Who came in time and was rejected tries again later, and is not late.
            lateMinutes: lateMinutes(earlier.firstAt ?? now, entry.dueSince, policy),
            firstTimeDevice: !(await this.attendances.hasUsedDevice(driverId, deviceId)),
            checkedInBy: userId,
          },
          await this.admission.of(driver, vehicle, organizationId, now),
          now,
        );
        await this.attendances.add(attendance);
        await this.expireCheckIn.plan(attendance, now);
        return attendance;
      },
      { locks: [lock('driver', driverId)] },
    );
  }

  private async assertFree(caller: CallingDriver, vehicle: VehicleAtHand, deviceId: string): Promise<void> {
    const { organizationId, driverId } = caller;
    const wanted = { driverId, vehicleId: vehicle.id, deviceId };
    for (const other of await this.attendances.openOthers(organizationId, wanted)) {
      if (other.deviceId === deviceId) throw deviceInUse(deviceId);
      if (other.vehicleId === vehicle.id) throw vehicleInUse(vehicle);
    }
  }

  private async assertSelfie(driverId: string, selfieId: string, now: Date): Promise<void> {
    const selfie = await this.selfies.getOf(driverId, selfieId);
    if (await this.attendances.hasUsedSelfie(selfieId)) throw selfieUsed();
    selfie.assertRecent(now);
  }
}
