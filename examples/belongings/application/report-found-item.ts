import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../src/platform/auth/principal';
import { Clock } from '../../../src/platform/clock';
import { notFound } from '../../../src/platform/errors/domain-error';
import { lock } from '../../../src/platform/transaction/locks';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { FoundItem } from '../domain/found-item';
import { FoundItems } from '../persistence/found-items';
import { DrivenRides } from '../projections/driven-rides';

/** A driver reports what was left in his cab after a ride of his. */
@Injectable()
export class ReportFoundItem {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivenRides: DrivenRides,
    private readonly items: FoundItems,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `ride_not_found`, also for a ride that another drove or that is not over */
  execute(command: { rideId: string; description: string }, principal: Principal): Promise<FoundItem> {
    const organizationId = organizationOf(principal);
    const { rideId, description } = command;
    return this.unitOfWork.run(
      async () => {
        const ride = principal.driverId && (await this.drivenRides.find(rideId, principal.driverId));
        if (!ride) throw notFound('ride', rideId);
        const item = FoundItem.report(uuidv7(), organizationId, ride, description, this.clock.now());
        await this.items.add(item);
        return item;
      },
      { locks: [lock('ride', rideId)] },
    );
  }
}
