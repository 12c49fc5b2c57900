import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { RideOverdueCheckSet } from '../contracts/ride-events';
import { Rides } from '../persistence/rides';

/** Runs when the check is due; a step taken meanwhile wins by the ride's version, and the check looks again. */
@Injectable()
export class MarkRideOverdue {
  constructor(
    private readonly rides: Rides,
    private readonly clock: Clock,
  ) {}

  @AfterCommit(RideOverdueCheckSet, { effect: 'database' })
  async mark({ payload }: RideOverdueCheckSet): Promise<void> {
    await this.rides.update(payload.rideId, (ride) => ride.markOverdue(this.clock.now()));
  }
}
