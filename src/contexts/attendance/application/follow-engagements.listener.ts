import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { DriverAssigned, DriverUnassigned, EngagementEnded } from '../../assignment/contracts/assignment-events';
import { RideDeparted } from '../../ride/contracts/ride-events';
import { driverOnBreak } from '../domain/attendance-errors';
import { EngagementBook } from '../projections/engagement-book';

/** In the transaction: check-out and assign of one driver must not pass each other, nor a break and a departure. */
@Injectable()
export class FollowEngagements {
  constructor(private readonly engagements: EngagementBook) {}

  @InTransaction(DriverAssigned)
  async assigned({ payload, organizationId }: DriverAssigned): Promise<void> {
    await this.engagements.engage(payload, organizationId);
  }

  @InTransaction(DriverUnassigned)
  async unassigned({ payload }: DriverUnassigned): Promise<void> {
    await this.engagements.release(payload.driverId, payload.rideId);
  }

  @InTransaction(EngagementEnded)
  async ended({ payload }: EngagementEnded): Promise<void> {
    await this.engagements.release(payload.driverId, payload.rideId);
  }

  /** @throws DomainError `driver_on_break`: nobody departs from a break. */
  @InTransaction(RideDeparted)
  async departed({ payload }: RideDeparted): Promise<void> {
    if (await this.engagements.depart(payload.driverId, payload.rideId)) throw driverOnBreak(payload.rideId);
  }
}
