import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Rides } from '../persistence/rides';
import { DriverPlaces } from '../projections/driver-places';
import { StartCodes } from './start-codes';

@Injectable()
export class ReadStartCode {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
    private readonly places: DriverPlaces,
    private readonly codes: StartCodes,
  ) {}

  /** To the people of the ride's driver only: whom a ride that waits will go to is not known. @throws DomainError `ride_not_found`. */
  async execute(rideId: string, principal: Principal): Promise<{ rideId: string; code: string }> {
    organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const ride = await this.rides.get(rideId);
      await this.places.assertWithin(principal, ride);
      return { rideId: ride.id, code: this.codes.of(ride.id) };
    });
  }
}
