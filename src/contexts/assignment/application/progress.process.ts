import { Injectable } from '@nestjs/common';
import { AfterCommit, InTransaction } from '../../../platform/events/listener.decorators';
import { RideArrived } from '../../ride/contracts/ride-events';
import { EngagementEnded, ProgressLookPlanned } from '../contracts/assignment-events';
import { RidesInHand } from '../persistence/rides-in-hand';
import { LookAtProgress } from './look-at-progress';

/**
 * The watch on a driver between his acceptance and the rider. It holds nothing in memory: the next look is a timer among the
 * rows of the outbox. `EngageDriver` plans the one that expects his departure, and `FollowRides` the first of those that follow it.
 */
@Injectable()
export class ProgressProcess {
  constructor(
    private readonly ridesInHand: RidesInHand,
    private readonly lookAtProgress: LookAtProgress,
  ) {}

  @InTransaction(RideArrived)
  async arrived({ payload, occurredAt }: RideArrived): Promise<void> {
    await this.ridesInHand.arrive(payload.rideId, occurredAt);
  }

  /** One that is carried to its end was watched no more since its driver arrived. */
  @InTransaction(EngagementEnded)
  async ended({ payload }: EngagementEnded): Promise<void> {
    if (payload.outcome === 'released') await this.ridesInHand.forgetWatch(payload.engagementId);
  }

  /** By ride, and so each in a unit of work of its own, whose locks nobody else's work waits for. */
  @AfterCommit(ProgressLookPlanned, {
    effect: 'database',
    key: ({ payload }) => payload.rideId,
    spansAggregates: true,
  })
  async look({ payload, organizationId }: ProgressLookPlanned): Promise<void> {
    const { engagementId, rideId, driverId, stage } = payload;
    await this.lookAtProgress.execute({ engagementId, rideId, driverId, stage }, organizationId!);
  }
}
