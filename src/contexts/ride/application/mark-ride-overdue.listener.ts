import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RideOverdueCheckSet } from '../contracts/ride-events';
import { isFinal } from '../domain/ride-status';
import { overdueAt } from '../domain/ride-times';
import { Rides } from '../persistence/rides';

/** Runs when the check is due, and again later where a driver was promised later meanwhile; a step taken meanwhile wins by the ride's version, and the check looks again. */
@Injectable()
export class MarkRideOverdue {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
    private readonly clock: Clock,
  ) {}

  @AfterCommit(RideOverdueCheckSet, { effect: 'database' })
  async mark({ payload }: RideOverdueCheckSet): Promise<void> {
    const now = this.clock.now();
    const ride = await this.rides.get(payload.rideId);
    const dueAt = overdueAt(ride.pickupAt);
    if (now >= dueAt) await this.rides.change(ride, (found) => found.markOverdue(now));
    else if (!isFinal(ride.status)) {
      const again = new RideOverdueCheckSet(ride.id, { rideId: ride.id, dueAt: dueAt.toISOString() }, now);
      await this.unitOfWork.schedule(again, dueAt);
    }
  }
}
