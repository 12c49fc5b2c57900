import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Ride } from '../domain/ride';
import { Rides } from '../persistence/rides';

@Injectable()
export class ReadDriverRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
  ) {}

  /** @throws DomainError `not_a_driver`, `ride_not_found` */
  async execute(rideId: string, principal: Principal): Promise<Ride> {
    organizationOf(principal);
    const driverId = driverOf(principal);
    return this.unitOfWork.run(async () => {
      const ride = await this.rides.get(rideId);
      if (ride.driverId !== driverId) throw notFound('ride', rideId);
      return ride;
    });
  }
}

/** @throws DomainError `not_a_driver` */
export function driverOf({ driverId }: Principal): string {
  if (driverId !== null) return driverId;
  throw new DomainError('forbidden', 'not_a_driver', 'Only a driver has rides of his own; operators list all rides.');
}
