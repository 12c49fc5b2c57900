import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverWithdrew } from '../contracts/assignment-events';
import { RidesInHand } from '../persistence/rides-in-hand';
import { callingDriver } from './calling-driver';
import { TakeRideBack } from './take-ride-back';

/** A driver gives up a ride that he has, before the rider is aboard. */
@Injectable()
export class WithdrawFromRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ridesInHand: RidesInHand,
    private readonly takeRideBack: TakeRideBack,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `ride_not_found`, also for another driver's ride; what the ride's state has against it */
  async execute(rideId: string, reason: string, principal: Principal): Promise<void> {
    const { driverId, organizationId } = callingDriver(principal);
    await this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const inHand = await this.ridesInHand.ofRide(rideId, organizationId);
        if (inHand?.driverId !== driverId) throw notFound('ride', rideId);
        const { id, vehicleId, departedAt } = inHand;
        const facts = { engagementId: id, rideId, driverId, vehicleId, reason, departed: departedAt !== null };
        const fact = new DriverWithdrew(id, facts, now);
        await this.takeRideBack.execute(inHand, { reason, searchReason: 'driver_withdrew', fact }, now);
      },
      { locks: [lock('ride', rideId), lock('driver', driverId)] },
    );
  }
}
