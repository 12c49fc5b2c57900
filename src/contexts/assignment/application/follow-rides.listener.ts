import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import {
  RideBooked,
  RideCancelled,
  RideCompleted,
  RideDeparted,
  RideNoShow,
  RidePickupMoved,
  RideStarted,
} from '../../ride/contracts/ride-events';
import { EngagementEnded } from '../contracts/assignment-events';
import { departureRefusal } from '../domain/departing';
import { PROGRESS_POLICY, secondsAfter } from '../domain/progress-watch';
import { type ClosedEngagement, Engagements } from '../persistence/engagements';
import { RideBook } from '../projections/ride-book';
import { PlanProgressLook } from './plan-progress-look';

/** One statement a fact: each runs inside the ride's own transaction. */
@Injectable()
export class FollowRides {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: RideBook,
    private readonly engagements: Engagements,
    private readonly planLook: PlanProgressLook,
  ) {}

  @InTransaction(RideBooked)
  async booked({ payload, organizationId }: RideBooked): Promise<void> {
    await this.rides.book(payload, organizationId);
  }

  @InTransaction(RidePickupMoved)
  async pickupMoved({ payload }: RidePickupMoved): Promise<void> {
    await this.rides.movePickup(payload);
  }

  /** @throws DomainError `driver_under_way`, `vehicle_under_way`: one ride at a time; as `departureRefusal` */
  @InTransaction(RideDeparted)
  async departed({ payload, occurredAt }: RideDeparted): Promise<void> {
    const departed = await this.engagements.depart(payload, occurredAt);
    if (!departed) return;
    const refusal = departureRefusal(departed, occurredAt);
    if (refusal) throw refusal;
    const { engagementId, demand } = departed;
    if (engagementId === null || demand !== 'now') return;
    const { rideId, driverId } = payload;
    const dueAt = secondsAfter(occurredAt, PROGRESS_POLICY.lookSeconds);
    await this.planLook.execute({ engagementId, rideId, driverId, stage: 'on_the_way' }, dueAt, occurredAt);
  }

  @InTransaction(RideStarted)
  async started({ payload, occurredAt }: RideStarted): Promise<void> {
    await this.engagements.start(payload.rideId, occurredAt);
  }

  @InTransaction(RideCompleted)
  async completed({ payload, occurredAt }: RideCompleted): Promise<void> {
    await this.close(payload.rideId, null, occurredAt);
  }

  @InTransaction(RideNoShow)
  async noShow({ payload, occurredAt }: RideNoShow): Promise<void> {
    await this.close(payload.rideId, null, occurredAt);
  }

  @InTransaction(RideCancelled)
  async cancelled({ payload, occurredAt }: RideCancelled): Promise<void> {
    await this.close(payload.rideId, payload.reason || payload.reasonCode, occurredAt);
  }

  private async close(rideId: string, releaseReason: string | null, at: Date): Promise<void> {
    const ended = await this.engagements.closeRide(rideId, releaseReason, at);
    if (!ended) return;
    const { id, driverId, vehicleId, version } = ended;
    const outcome = releaseReason === null ? 'completed' : 'released';
    const event = new EngagementEnded(id, { engagementId: id, rideId, driverId, vehicleId, outcome }, at);
    event.aggregateVersion = version;
    await this.unitOfWork.publish(event);
    if (ended.nextId !== null) await this.expectDeparture(ended, at);
  }

  /** Sooner than was planned when he accepted; that look comes too, and finds him gone, or lost. */
  private async expectDeparture(
    { driverId, nextId, nextRideId, nextFreeAt }: ClosedEngagement,
    at: Date,
  ): Promise<void> {
    if (nextFreeAt < at) return;
    const look = { engagementId: nextId!, rideId: nextRideId, driverId, stage: 'to_depart' } as const;
    await this.planLook.execute(look, secondsAfter(nextFreeAt, PROGRESS_POLICY.departSeconds), at);
  }
}
