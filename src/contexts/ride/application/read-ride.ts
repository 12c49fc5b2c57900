import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Ride } from '../domain/ride';
import { Rides } from '../persistence/rides';

@Injectable()
export class ReadRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
  ) {}

  execute(rideId: string, principal: Principal): Promise<Ride> {
    organizationOf(principal);
    return this.unitOfWork.run(() => this.rides.get(rideId));
  }
}
