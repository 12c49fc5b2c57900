import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RideBrokenDown } from '../../ride/contracts/ride-events';
import { EarlierRideLost } from '../contracts/assignment-events';
import { RidesInHand } from '../persistence/rides-in-hand';
import { TakeRideBack } from './take-ride-back';
import { WithdrawOffer } from './withdraw-offer';

const REASON = 'The cab broke down on the ride before.';

/**
 * A driver who was to finish one ride and then drive another drives neither once his cab is out. After the commit: whoever
 * reports it holds the lock of that driver, and the lock of another ride comes before it.
 */
@Injectable()
export class FollowEarlierRides {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ridesInHand: RidesInHand,
    private readonly takeRideBack: TakeRideBack,
    private readonly withdrawOffer: WithdrawOffer,
    private readonly clock: Clock,
  ) {}

  /** What he had accepted is taken from him and searched another. Nothing where it was meanwhile. */
  @AfterCommit(EarlierRideLost, { effect: 'database', key: ({ payload }) => payload.rideId, spansAggregates: true })
  async takeBack({ payload, organizationId }: EarlierRideLost): Promise<void> {
    const { engagementId, rideId, driverId } = payload;
    await this.unitOfWork.lock([lock('ride', rideId), lock('driver', driverId)]);
    const inHand = await this.ridesInHand.ofRide(rideId, organizationId!);
    if (inHand?.id !== engagementId || inHand.departedAt !== null) return;
    await this.takeRideBack.execute(inHand, { reason: REASON, searchReason: 'broke_down' }, this.clock.now());
  }

  /** What he was being asked about meanwhile. */
  @AfterCommit(RideBrokenDown, { effect: 'outside', urgent: true })
  async askNoMore({ payload, organizationId }: RideBrokenDown): Promise<void> {
    await this.withdrawOffer.afterRide(payload.rideId, payload.driverId, REASON, organizationId!);
  }
}
