import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { rideAlreadyAssigned } from '../domain/assignment-errors';
import { DriversAtHand } from '../persistence/drivers-at-hand';
import { type EngagedDriver, EngageDriver } from './engage-driver';

@Injectable()
export class AssignRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly driversAtHand: DriversAtHand,
    private readonly engageDriver: EngageDriver,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, driverId: string, principal: Principal): Promise<EngagedDriver> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const facts = await this.driversAtHand.factsFor(rideId, driverId, organizationId, principal, now);
        if (facts.engagedDriverId !== null) throw rideAlreadyAssigned(rideId);
        const assignedBy = principal.userId;
        return this.engageDriver.execute(facts, { rideId, driverId, organizationId, assignedBy, takenFrom: null }, now);
      },
      { locks: [lock('ride', rideId), lock('driver', driverId)] },
    );
  }
}
