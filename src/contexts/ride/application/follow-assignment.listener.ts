import { Injectable } from '@nestjs/common';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { InTransaction } from '../../../platform/events/listener.decorators';
import {
  DriverAssigned,
  DriverUnassigned,
  NoDriversFound,
  SearchStarted,
} from '../../assignment/contracts/assignment-events';
import { Rides } from '../persistence/rides';

/** Moves the ride with its search and its assignment, or vetoes them. Who publishes them holds the ride's lock. */
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
      // That he does, and not whose ride it is: the rider is told no more.
      ...(payload.afterRideId ? { finishesAnotherFirst: true as const } : {}),
    };
    const promisedPickupAt = payload.promisedPickupAt === null ? null : new Date(payload.promisedPickupAt);
    const assignment = { engagementId, driverId, vehicleId, driver, previousDriverId, reason, promisedPickupAt };
    await this.rides.update(rideId, (ride) => ride.assign(assignment, occurredAt));
  }

  @InTransaction(DriverUnassigned)
  async unassign({ payload, occurredAt }: DriverUnassigned): Promise<void> {
    const { rideId, driverId, reason } = payload;
    await this.rides.update(rideId, (ride) => ride.unassign(driverId, reason, occurredAt));
  }

  @InTransaction(SearchStarted)
  async search({ payload, occurredAt }: SearchStarted): Promise<void> {
    await this.rides.update(payload.rideId, (ride) => ride.search(payload, occurredAt));
  }

  @InTransaction(NoDriversFound)
  async endSearchWithout({ payload, occurredAt }: NoDriversFound): Promise<void> {
    await this.rides.update(payload.rideId, (ride) => ride.endSearchWithout(payload, occurredAt));
  }
}
