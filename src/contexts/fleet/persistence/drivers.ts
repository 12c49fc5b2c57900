import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DriverStatus } from '../contracts/fleet-events';
import { Driver } from '../domain/driver';
import type { PaymentModel } from '../domain/payment-model';
import { type Scope, WHOLE_ORGANIZATION } from '../domain/scope';
import { keepRegistered, narrowToHome, ScopedStore } from './scoped-store';

export interface DriverFilters {
  /** Registered at or after. */
  readonly registeredFrom?: Date;
  /** Registered before. */
  readonly registeredUntil?: Date;
  readonly fleetId?: string;
  readonly hubId?: string;
  readonly status?: readonly DriverStatus[];
  readonly paymentModel?: PaymentModel;
  /** Normalised. */
  readonly phone?: string;
  /** A part of the name, in any case. */
  readonly name?: string;
  /** Only those whose licence is valid until this day at the latest, `YYYY-MM-DD`. */
  readonly licenceExpiresBy?: string;
}

@Injectable()
export class Drivers extends ScopedStore<Driver> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Driver, 'driver', {
      drivers_phone: () =>
        new DomainError(
          'conflict',
          'phone_taken',
          'Another driver of the organization who has not left has this phone.',
          {
            field: 'phone',
          },
        ),
      drivers_licence: () =>
        new DomainError(
          'conflict',
          'licence_taken',
          'Another driver of the organization who has not left has this licence.',
          {
            field: 'licenceNumber',
          },
        ),
    });
  }

  /** Of the whole organization, who have not left and have one of these phones or licences. */
  known(phones: readonly string[], licences: readonly string[]): Promise<Driver[]> {
    return this.all(WHOLE_ORGANIZATION)
      .andWhere(`row.status <> 'LEFT' AND (row.phone = ANY(:phones) OR row.licenceNumber = ANY(:licences))`)
      .setParameters({ phones, licences })
      .getMany();
  }

  list(filters: DriverFilters, page: PageRequest, scope: Scope): Promise<Page<Driver>> {
    const query = this.all(scope);
    const { fleetId, hubId, status, paymentModel, phone, name, licenceExpiresBy } = filters;
    this.keep(query, { fleetId, hubId, status, paymentModel, phone });
    if (name !== undefined) query.andWhere('strpos(lower(row.name), lower(:name)) > 0', { name });
    if (licenceExpiresBy !== undefined)
      query.andWhere('row.licenceExpiresOn <= :licenceExpiresBy', { licenceExpiresBy });
    keepRegistered(query, filters);
    return this.page(query, page);
  }

  protected override narrow(query: SelectQueryBuilder<Driver>, scope: Scope): void {
    narrowToHome(query, scope);
  }
}
