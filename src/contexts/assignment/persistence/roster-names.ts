import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Scope } from '../domain/scope';

const IN_SCOPE = '($3::uuid[] IS NULL OR fleet_id = ANY($3)) AND ($4::uuid[] IS NULL OR hub_id = ANY($4))';
const DRIVERS: Statement = {
  name: 'assignment.roster_names.drivers',
  text: `SELECT driver_id AS id, phone AS called FROM assignment.drivers
         WHERE organization_id = $1 AND phone = ANY($2) AND status <> 'LEFT' AND ${IN_SCOPE}`,
};
const VEHICLES: Statement = {
  name: 'assignment.roster_names.vehicles',
  text: `SELECT vehicle_id AS id, plate AS called FROM assignment.vehicles
         WHERE organization_id = $1 AND plate = ANY($2) AND status <> 'RETIRED' AND ${IN_SCOPE}`,
};

/** Drivers and vehicles of the caller's as people call them: by phone and by plate, normalised. */
@Injectable()
export class RosterNames {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Their ids, by phone. */
  drivers(phones: readonly string[], scope: Scope): Promise<ReadonlyMap<string, string>> {
    return this.ids(DRIVERS, phones, scope);
  }

  /** Their ids, by plate. */
  vehicles(plates: readonly string[], scope: Scope): Promise<ReadonlyMap<string, string>> {
    return this.ids(VEHICLES, plates, scope);
  }

  private async ids(statement: Statement, called: readonly string[], { fleetIds, hubIds }: Scope) {
    const values = [this.unitOfWork.organizationId, [...new Set(called)], fleetIds, hubIds];
    const rows = await this.unitOfWork.rows<{ id: string; called: string }>(statement, values);
    return new Map(rows.map((row) => [row.called, row.id]));
  }
}
