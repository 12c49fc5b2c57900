import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { FuelType, VehicleStatus } from '../contracts/fleet-events';
import { type Scope, WHOLE_ORGANIZATION } from '../domain/scope';
import { Vehicle } from '../domain/vehicle';
import { keepRegistered, narrowToHome, ScopedStore } from './scoped-store';

export interface VehicleFilters {
  /** Registered at or after. */
  readonly registeredFrom?: Date;
  /** Registered before. */
  readonly registeredUntil?: Date;
  readonly fleetId?: string;
  readonly hubId?: string;
  readonly status?: readonly VehicleStatus[];
  readonly vehicleClass?: VehicleClass;
  readonly fuelType?: FuelType;
  /** Normalised. */
  readonly plate?: string;
}

@Injectable()
export class Vehicles extends ScopedStore<Vehicle> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Vehicle, 'vehicle', {
      vehicles_plate: () =>
        new DomainError(
          'conflict',
          'plate_taken',
          'Another vehicle of the organization that is not retired has this plate.',
          {
            field: 'plate',
          },
        ),
    });
  }

  /** Of the whole organization, which are not retired and have one of these plates. */
  known(plates: readonly string[]): Promise<Vehicle[]> {
    return this.all(WHOLE_ORGANIZATION)
      .andWhere(`row.status <> 'RETIRED' AND row.plate = ANY(:plates)`)
      .setParameters({ plates })
      .getMany();
  }

  list(filters: VehicleFilters, page: PageRequest, scope: Scope): Promise<Page<Vehicle>> {
    const query = this.all(scope);
    const { fleetId, hubId, status, vehicleClass, fuelType, plate } = filters;
    this.keep(query, { fleetId, hubId, status, vehicleClass, fuelType, plate });
    keepRegistered(query, filters);
    return this.page(query, page);
  }

  protected override narrow(query: SelectQueryBuilder<Vehicle>, scope: Scope): void {
    narrowToHome(query, scope);
  }
}
