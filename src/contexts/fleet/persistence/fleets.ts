import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Page, PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Fleet } from '../domain/fleet';
import type { Scope } from '../domain/scope';
import type { FleetStatus } from '../domain/fleet-status';
import { ScopedStore } from './scoped-store';

export interface FleetFilters {
  readonly status?: readonly FleetStatus[];
  readonly city?: string;
}

const OPEN_HUBS: Statement = {
  name: 'fleet.fleet.open_hubs',
  text: `SELECT count(*)::int AS count FROM fleet.hubs WHERE fleet_id = $1 AND status <> 'CLOSED'`,
};

@Injectable()
export class Fleets extends ScopedStore<Fleet> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Fleet, 'fleet', {
      fleets_name: () =>
        new DomainError('conflict', 'fleet_name_taken', 'Another fleet that is not closed has this name.', {
          field: 'name',
        }),
    });
  }

  list(filters: FleetFilters, page: PageRequest, scope: Scope): Promise<Page<Fleet>> {
    const query = this.all(scope);
    this.keep(query, { status: filters.status });
    if (filters.city !== undefined) query.andWhere('lower(row.city) = lower(:city)', { city: filters.city });
    return this.page(query, page);
  }

  /** How many of its hubs are not closed. */
  async openHubs(fleetId: string): Promise<number> {
    const [row] = await this.unitOfWork.rows<{ count: number }>(OPEN_HUBS, [fleetId]);
    return row!.count;
  }

  /** A hub manager sees the fleet of his hub. */
  protected override narrow(query: SelectQueryBuilder<Fleet>, { fleetIds, hubIds }: Scope): void {
    if (fleetIds !== null) query.andWhere('row.id = ANY(:fleetIds)', { fleetIds });
    if (hubIds !== null) {
      query.andWhere('row.id IN (SELECT fleet_id FROM fleet.hubs WHERE id = ANY(:hubIds))', { hubIds });
    }
  }
}
