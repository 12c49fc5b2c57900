import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Ride } from '../domain/ride';
import type { RideStatus } from '../domain/ride-status';
import { RideSearch } from '../persistence/ride-search';

export interface RiderRideFilter {
  readonly limit: number;
  readonly after?: string;
  readonly status?: readonly RideStatus[];
}

const EVERYWHERE = { fleetIds: null, hubIds: null, waiting: true };

@Injectable()
export class ListRiderRides {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly search: RideSearch,
  ) {}

  async execute({ limit, after, status }: RiderRideFilter, principal: Principal): Promise<Page<Ride>> {
    organizationOf(principal);
    const filter = { limit, after, status, riderId: principal.userId };
    return this.unitOfWork.run(() => this.search.list(filter, EVERYWHERE));
  }
}
