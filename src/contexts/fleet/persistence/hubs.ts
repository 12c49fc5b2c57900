import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Page, PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Hub, type HubResidents } from '../domain/hub';
import type { Scope } from '../domain/scope';
import type { SiteStatus } from '../domain/site-status';
import { ScopedStore } from './scoped-store';

export interface HubFilters {
  readonly fleetId?: string;
  readonly status?: readonly SiteStatus[];
}

/** A hub that is not closed, with the name of its fleet. */
export interface NamedHub {
  readonly hubId: string;
  readonly hubName: string;
  readonly fleetId: string;
  readonly fleetName: string;
}

const NAMED: Statement = {
  name: 'fleet.hub.named',
  text: `SELECT h.id AS "hubId", h.name AS "hubName", f.id AS "fleetId", f.name AS "fleetName"
         FROM fleet.hubs h JOIN fleet.fleets f ON f.id = h.fleet_id
         WHERE h.organization_id = $1 AND h.status <> 'CLOSED' AND (lower(h.name) = ANY($2) OR h.id::text = ANY($2))
           AND ($3::uuid[] IS NULL OR h.fleet_id = ANY($3)) AND ($4::uuid[] IS NULL OR h.id = ANY($4))`,
};
const BY_ID: Statement = {
  name: 'fleet.hub.by_id',
  text: `SELECT h.id AS "hubId", h.name AS "hubName", f.id AS "fleetId", f.name AS "fleetName"
         FROM fleet.hubs h JOIN fleet.fleets f ON f.id = h.fleet_id WHERE h.organization_id = $1 AND h.id = ANY($2)`,
};
const RESIDENTS: Statement = {
  name: 'fleet.hub.residents',
  text: `SELECT (SELECT count(*)::int FROM fleet.vehicles WHERE hub_id = $1 AND status <> 'RETIRED') AS vehicles,
                (SELECT count(*)::int FROM fleet.drivers WHERE hub_id = $1 AND status <> 'LEFT') AS drivers`,
};

@Injectable()
export class Hubs extends ScopedStore<Hub> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Hub, 'hub', {
      hubs_name: () =>
        new DomainError('conflict', 'hub_name_taken', 'Another hub of the fleet that is not closed has this name.', {
          field: 'name',
        }),
    });
  }

  list(filters: HubFilters, page: PageRequest, scope: Scope): Promise<Page<Hub>> {
    const query = this.all(scope);
    this.keep(query, { fleetId: filters.fleetId, status: filters.status });
    return this.page(query, page);
  }

  /** @param names in lower case; ids among them are taken as such */
  named(names: readonly string[], { fleetIds, hubIds }: Scope): Promise<NamedHub[]> {
    const values = [this.unitOfWork.organizationId, names, fleetIds, hubIds];
    return this.unitOfWork.rows<NamedHub & object>(NAMED, values);
  }

  async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, NamedHub>> {
    const rows = await this.unitOfWork.rows<NamedHub & object>(BY_ID, [this.unitOfWork.organizationId, ids]);
    return new Map(rows.map((row) => [row.hubId, row]));
  }

  async residents(hubId: string): Promise<HubResidents> {
    const [row] = await this.unitOfWork.rows<{ vehicles: number; drivers: number }>(RESIDENTS, [hubId]);
    return row!;
  }

  protected override narrow(query: SelectQueryBuilder<Hub>, { fleetIds, hubIds }: Scope): void {
    if (fleetIds !== null) query.andWhere('row.fleetId = ANY(:fleetsInScope)', { fleetsInScope: fleetIds });
    if (hubIds !== null) query.andWhere('row.id = ANY(:hubsInScope)', { hubsInScope: hubIds });
  }
}
