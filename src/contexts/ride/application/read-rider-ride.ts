import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Ride } from '../domain/ride';
import { Rides } from '../persistence/rides';
import { StartCodes } from './start-codes';

/** A ride as its rider has it: with the code to start it, while a driver is coming for whom it is. */
export interface RiderRide {
  readonly ride: Ride;
  readonly startCode: string | null;
}

@Injectable()
export class ReadRiderRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
    private readonly codes: StartCodes,
  ) {}

  /** @throws DomainError `ride_not_found`, also for another rider's */
  async execute(rideId: string, principal: Principal): Promise<RiderRide> {
    organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const ride = await this.rides.get(rideId);
      if (ride.riderId !== principal.userId) throw notFound('ride', rideId);
      return { ride, startCode: ride.awaitsStart ? this.codes.of(rideId) : null };
    });
  }
}
