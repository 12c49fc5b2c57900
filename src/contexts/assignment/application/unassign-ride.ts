import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverUnassigned } from '../contracts/assignment-events';
import { FindEngagement } from './find-engagement';
import { ReleaseDriver } from './release-driver';

@Injectable()
export class UnassignRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly findEngagement: FindEngagement,
    private readonly releaseDriver: ReleaseDriver,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, reason: string, principal: Principal): Promise<void> {
    await this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const current = await this.findEngagement.execute(rideId, principal);
        const { id, driverId, vehicleId } = current;
        await this.unitOfWork.lock([lock('driver', driverId)]);
        const version = await this.releaseDriver.execute(current, reason, now);
        const facts = { engagementId: id, rideId, driverId, vehicleId, reason };
        const unassigned = new DriverUnassigned(id, facts, now);
        unassigned.aggregateVersion = version;
        await this.unitOfWork.publish(unassigned);
      },
      { locks: [lock('ride', rideId)] },
    );
  }
}
