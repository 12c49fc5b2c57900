import { Injectable } from '@nestjs/common';
import { normalisePhone } from '../../../kernel/phone';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Ride } from '../domain/ride';
import { invalidRequest } from '../domain/ride-errors';
import { type RideFilter, RideSearch } from '../persistence/ride-search';
import { seesWaitingRides } from '../projections/driver-places';

@Injectable()
export class ListRides {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: RideSearch,
  ) {}

  /**
   * Whom fleets or hubs narrow sees what their drivers drive; who assigns or books sees what waits for a driver as well.
   * @throws DomainError `text_needs_period`
   */
  async execute(filter: RideFilter, principal: Principal): Promise<Page<Ride>> {
    organizationOf(principal);
    // No index helps to find a part of a text, so the period bounds what is looked through.
    if (filter.text !== undefined && filter.pickupFrom === undefined) {
      throw invalidRequest('text_needs_period', 'A search by text needs pickupFrom: from when on to look.');
    }
    const { passengerPhone } = filter;
    const wanted =
      passengerPhone === undefined ? filter : { ...filter, passengerPhone: normalisePhone(passengerPhone) };
    const { fleetIds, hubIds } = principal;
    const scope = { fleetIds, hubIds, waiting: seesWaitingRides(principal) };
    return this.unitOfWork.run(() => this.search.list(wanted, scope));
  }
}
