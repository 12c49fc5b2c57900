import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Manager, type ManagerKind, type ManagerStatus } from '../domain/manager';
import type { Scope } from '../domain/scope';
import { narrowToHome, ScopedStore } from './scoped-store';

export interface ManagerFilters {
  readonly fleetId?: string;
  readonly hubId?: string;
  readonly status?: readonly ManagerStatus[];
  readonly phone?: string;
}

/** Of both kinds; the two that are injected are `FleetManagers` and `HubManagers`. */
abstract class Managers extends ScopedStore<Manager> {
  protected constructor(
    unitOfWork: UnitOfWork,
    private readonly kind: ManagerKind,
  ) {
    super(unitOfWork, Manager, kind.replace('_', ' '), {
      managers_phone: () =>
        new DomainError(
          'conflict',
          'manager_already_appointed',
          'The holder of this phone is a manager there already.',
          {
            field: 'phone',
          },
        ),
    });
  }

  list(filters: ManagerFilters, page: PageRequest, scope: Scope): Promise<Page<Manager>> {
    const query = this.all(scope);
    const { fleetId, hubId, status, phone } = filters;
    this.keep(query, { fleetId, hubId, status, phone });
    return this.page(query, page);
  }

  protected override narrow(query: SelectQueryBuilder<Manager>, scope: Scope): void {
    query.andWhere('row.kind = :kind', { kind: this.kind });
    narrowToHome(query, scope);
  }
}

@Injectable()
export class FleetManagers extends Managers {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, 'fleet_manager');
  }
}

@Injectable()
export class HubManagers extends Managers {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, 'hub_manager');
  }
}
