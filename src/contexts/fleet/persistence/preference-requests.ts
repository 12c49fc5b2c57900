import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Driver } from '../domain/driver';
import { PreferenceRequest, type PreferenceRequestStatus } from '../domain/preference-request';
import type { Scope } from '../domain/scope';
import { ScopedStore } from './scoped-store';

export interface PreferenceRequestFilters {
  readonly status?: readonly PreferenceRequestStatus[];
  readonly driverId?: string;
  readonly key?: string;
}

/** Within a scope are the wishes of its drivers. */
@Injectable()
export class PreferenceRequests extends ScopedStore<PreferenceRequest> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, PreferenceRequest, 'preference request', {
      preference_requests_one_open: () =>
        new DomainError(
          'conflict',
          'preference_request_open',
          'A request for this preference waits to be decided already.',
        ),
    });
  }

  /** Newest first. */
  list(filters: PreferenceRequestFilters, page: PageRequest, scope: Scope): Promise<Page<PreferenceRequest>> {
    const query = this.all(scope);
    const { status, driverId, key } = filters;
    this.keep(query, { status, driverId, key });
    return this.page(query, page);
  }

  protected override narrow(query: SelectQueryBuilder<PreferenceRequest>, { fleetIds, hubIds }: Scope): void {
    if (fleetIds === null && hubIds === null) return;
    const drivers = query.subQuery().select('driver.id').from(Driver, 'driver').where('true');
    if (fleetIds !== null) drivers.andWhere('driver.fleetId = ANY(:fleetsInScope)');
    if (hubIds !== null) drivers.andWhere('driver.hubId = ANY(:hubsInScope)');
    query.andWhere(`row.driverId IN ${drivers.getQuery()}`, { fleetsInScope: fleetIds, hubsInScope: hubIds });
  }
}
