import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { driverAlreadyHasRide } from '../domain/assignment-errors';
import { DriversAtHand } from '../persistence/drivers-at-hand';
import { type EngagedDriver, EngageDriver } from './engage-driver';
import { FindEngagement } from './find-engagement';
import { LoseEarlierRide } from './lose-earlier-ride';
import { ReleaseDriver } from './release-driver';

export interface ReassignRideCommand {
  readonly driverId: string;
  readonly reason: string;
}

@Injectable()
export class ReassignRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly driversAtHand: DriversAtHand,
    private readonly findEngagement: FindEngagement,
    private readonly releaseDriver: ReleaseDriver,
    private readonly loseEarlierRide: LoseEarlierRide,
    private readonly engageDriver: EngageDriver,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, command: ReassignRideCommand, principal: Principal): Promise<EngagedDriver> {
    const organizationId = organizationOf(principal);
    const { driverId, reason } = command;
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        // Who has the ride is known, and stays, once the ride is locked; then both drivers are, in the one order.
        const current = await this.findEngagement.execute(rideId, principal);
        if (current.driverId === driverId) throw driverAlreadyHasRide(rideId, driverId);
        await this.unitOfWork.lock([lock('driver', current.driverId), lock('driver', driverId)]);
        const facts = await this.driversAtHand.factsFor(rideId, driverId, organizationId, principal, now);
        await this.releaseDriver.execute(current, reason, now);
        await this.loseEarlierRide.execute(rideId, current.driverId, now);
        const takenFrom = { driverId: current.driverId, reason };
        const terms = { rideId, driverId, organizationId, assignedBy: principal.userId, takenFrom };
        return this.engageDriver.execute(facts, terms, now);
      },
      { locks: [lock('ride', rideId)] },
    );
  }
}
