import { Injectable } from '@nestjs/common';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { DriverAssigned, DriverUnassigned } from '../../assignment/contracts/assignment-events';
import { Rides } from '../persistence/rides';

/** Moves the ride with its assignment, or vetoes the assignment. The assigner holds the ride's lock. */
@Injectable()
export class FollowAssignment {
  constructor(private readonly rides: Rides) {}

  @InTransaction(DriverAssigned)
  async assign({ payload, occurredAt }: DriverAssigned): Promise<void> {
    const { rideId, engagementId, driverId, vehicleId, previousDriverId, reason } = payload;
    const driver = {
      name: payload.driverName,
      phone: payload.driverPhone,
      plate: payload.plate,
      vehicleClass: payload.vehicleClass as VehicleClass,
    };
    const assignment = { engagementId, driverId, vehicleId, driver, previousDriverId, reason };
    await this.rides.update(rideId, (ride) => ride.assign(assignment, occurredAt));
  }

  @InTransaction(DriverUnassigned)
  async unassign({ payload, occurredAt }: DriverUnassigned): Promise<void> {
    const { rideId, driverId, reason } = payload;
    await this.rides.update(rideId, (ride) => ride.unassign(driverId, reason, occurredAt));
  }
}
