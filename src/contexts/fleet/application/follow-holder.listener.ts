import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { CheckInApproved } from '../../attendance/contracts/attendance-events';
import { HandOvers } from '../persistence/hand-overs';

/**
 * Whoever goes on duty with a vehicle holds it, without a hand-over having been written down. In the transaction, so that
 * he may hand it over from then on. Checking out changes nothing: he holds it until it is the hub's or another's.
 * Since the approval, not the check-in: a hand-over that was recorded while he waited for it is over by it.
 */
@Injectable()
export class FollowHolder {
  constructor(private readonly handOvers: HandOvers) {}

  @InTransaction(CheckInApproved)
  async hold({ payload, occurredAt }: CheckInApproved): Promise<void> {
    await this.handOvers.hold(payload.vehicleId, payload.driverId, occurredAt);
  }
}
