import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { RideBrokenDown } from '../../ride/contracts/ride-events';
import { Engagements } from '../persistence/engagements';
import { RidesInHand } from '../persistence/rides-in-hand';
import { LoseEarlierRide } from './lose-earlier-ride';
import { TakeRideBack } from './take-ride-back';

/** In the transaction of the report, which holds the locks of the ride and of its driver. */
@Injectable()
export class FollowBreakdowns {
  constructor(
    private readonly ridesInHand: RidesInHand,
    private readonly engagements: Engagements,
    private readonly takeRideBack: TakeRideBack,
    private readonly loseEarlierRide: LoseEarlierRide,
  ) {}

  /**
   * An on-demand ride is searched another cab, with the rider aboard from where the cab stands. A scheduled one waits for
   * whoever assigns; once the driver is with the rider, or the rider aboard, only a reassignment takes it from him.
   */
  @InTransaction(RideBrokenDown)
  async brokeDown({ payload, organizationId, occurredAt }: RideBrokenDown): Promise<void> {
    const { rideId, driverId, aboard, place, reason } = payload;
    const inHand = await this.ridesInHand.ofRide(rideId, organizationId!);
    if (inHand?.driverId !== driverId) return;
    if (aboard) {
      // Also where he keeps the ride: he is about to finish nothing.
      await this.engagements.strand(rideId);
      await this.loseEarlierRide.execute(rideId, driverId, occurredAt);
    }
    const isWithRider = aboard || inHand.arrivedAt !== null;
    if (inHand.demand === 'scheduled' && isWithRider) return;
    const stands = aboard ? (place ?? inHand.position?.point) : undefined;
    const words = `The cab broke down: ${reason}`;
    await this.takeRideBack.execute(inHand, { reason: words, searchReason: 'broke_down', from: stands }, occurredAt);
  }
}
