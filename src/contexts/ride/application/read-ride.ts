import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Ride } from '../domain/ride';
import { Rides } from '../persistence/rides';
import { DriverPlaces } from '../projections/driver-places';

@Injectable()
export class ReadRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
    private readonly places: DriverPlaces,
  ) {}

  async execute(rideId: string, principal: Principal): Promise<Ride> {
    organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const ride = await this.rides.get(rideId);
      await this.places.assertVisible(principal, ride);
      return ride;
    });
  }
}
