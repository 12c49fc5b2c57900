import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { TimelineEntry } from '../domain/timeline';
import { RideSearch } from '../persistence/ride-search';
import { Rides } from '../persistence/rides';
import { DriverPlaces } from '../projections/driver-places';

@Injectable()
export class ReadTimeline {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
    private readonly places: DriverPlaces,
    private readonly search: RideSearch,
  ) {}

  async execute(rideId: string, principal: Principal): Promise<readonly TimelineEntry[]> {
    organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const ride = await this.rides.get(rideId);
      await this.places.assertVisible(principal, ride);
      return this.search.timeline(ride.id);
    });
  }
}
