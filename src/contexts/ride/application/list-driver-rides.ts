import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Ride } from '../domain/ride';
import type { RideStatus } from '../domain/ride-status';
import { RideSearch } from '../persistence/ride-search';
import { driverOf } from './read-driver-ride';

export interface DriverRideFilter {
  readonly limit: number;
  readonly after?: string;
  readonly status?: readonly RideStatus[];
}

const EVERYWHERE = { fleetIds: null, hubIds: null, waiting: true };

@Injectable()
export class ListDriverRides {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: RideSearch,
  ) {}

  /** @throws DomainError `not_a_driver` */
  async execute({ limit, after, status }: DriverRideFilter, principal: Principal): Promise<Page<Ride>> {
    organizationOf(principal);
    const driverId = driverOf(principal);
    return this.unitOfWork.run(() => this.search.list({ limit, after, status, driverId }, EVERYWHERE));
  }
}
