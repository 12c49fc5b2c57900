import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { EarlierRideLost } from '../contracts/assignment-events';
import { EarlierRides } from '../persistence/earlier-rides';

/** The cab of a driver who was to finish a ride is out: whoever waits for him to be free of it must not learn so by the watch. */
@Injectable()
export class LoseEarlierRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly earlierRides: EarlierRides,
  ) {}

  /** In the transaction of whoever holds the locks of that ride and of its driver. Nothing where nobody waits. */
  async execute(earlierRideId: string, driverId: string, at: Date): Promise<void> {
    for (const { id, rideId, version } of await this.earlierRides.waitingAfter(earlierRideId, driverId)) {
      const lost = new EarlierRideLost(id, { engagementId: id, rideId, driverId, earlierRideId }, at);
      lost.aggregateVersion = version;
      await this.unitOfWork.publish(lost);
    }
  }
}
