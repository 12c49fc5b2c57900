import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { rideNotAssigned } from '../domain/assignment-errors';
import { DriversAtHand } from '../persistence/drivers-at-hand';
import { Engagements, type OpenEngagement } from '../persistence/engagements';

/** The engagement that reassigning and unassigning take back. */
@Injectable()
export class FindEngagement {
  constructor(
    private readonly driversAtHand: DriversAtHand,
    private readonly engagements: Engagements,
  ) {}

  /** @throws DomainError `ride_not_found`; `ride_not_assigned`, also where the driver is out of the caller's scope */
  async execute(rideId: string, principal: Principal): Promise<OpenEngagement> {
    const organizationId = organizationOf(principal);
    const open = await this.engagements.openOf(rideId, organizationId, principal);
    if (open) return open;
    if (!(await this.driversAtHand.ride(rideId, organizationId))) throw notFound('ride', rideId);
    throw rideNotAssigned(rideId);
  }
}
