import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { EngagementEnded } from '../contracts/assignment-events';
import { Engagements, type OpenEngagement } from '../persistence/engagements';

/** Takes the ride from its driver: what unassigning and reassigning share. */
@Injectable()
export class ReleaseDriver {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly engagements: Engagements,
  ) {}

  /** @returns the engagement's version after the release. */
  async execute({ id, rideId, driverId, vehicleId }: OpenEngagement, reason: string, now: Date): Promise<number> {
    const version = await this.engagements.release(id, reason, now);
    const facts = { engagementId: id, rideId, driverId, vehicleId, outcome: 'released' as const };
    const ended = new EngagementEnded(id, facts, now);
    ended.aggregateVersion = version;
    await this.unitOfWork.publish(ended);
    return version;
  }
}
