import { Injectable } from '@nestjs/common';
import { RideCompleted } from '../../../src/contexts/ride/contracts/ride-events';
import { InTransaction } from '../../../src/platform/events/listener.decorators';
import { DrivenRides } from '../projections/driven-rides';

/** Keeps whose ride it was: in the transaction, since a driver may report what he found the moment his ride is over. */
@Injectable()
export class RememberDrivenRides {
  constructor(private readonly drivenRides: DrivenRides) {}

  @InTransaction(RideCompleted)
  async completed({ payload, organizationId }: RideCompleted): Promise<void> {
    const { rideId, riderId, driverId } = payload;
    await this.drivenRides.remember({ rideId, riderId, driverId }, organizationId!);
  }
}
