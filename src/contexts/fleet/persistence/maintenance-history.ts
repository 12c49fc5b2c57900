import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Maintenance } from '../domain/maintenance';

const ADD: Statement = {
  name: 'fleet.maintenance.add',
  text: `INSERT INTO fleet.maintenance (id, organization_id, vehicle_id, plan_id, name, done_on, odometer_metres, cost_paise,
           note, recorded_at, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
};
const LIST: Statement = {
  name: 'fleet.maintenance.list',
  text: `SELECT id, vehicle_id AS "vehicleId", plan_id AS "planId", name, done_on::text AS "doneOn",
           odometer_metres AS "odometerMetres", cost_paise::float8 AS "costPaise", note, recorded_at AS "recordedAt",
           recorded_by AS "recordedBy"
         FROM fleet.maintenance WHERE vehicle_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
};

/** Written once, never changed. */
@Injectable()
export class MaintenanceHistory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(done: Maintenance): Promise<void> {
    const { id, vehicleId, planId, name, doneOn, odometerMetres, costPaise, note, recordedAt, recordedBy } = done;
    const what = [vehicleId, planId, name, doneOn, odometerMetres, costPaise, note];
    await this.unitOfWork.query(ADD, [id, this.unitOfWork.organizationId, ...what, recordedAt, recordedBy]);
  }

  /** Newest first. */
  async list(vehicleId: string, { limit, after }: PageRequest): Promise<Page<Maintenance>> {
    const values = [vehicleId, decodeCursor(after)?.id ?? null, limit + 1];
    const rows = await this.unitOfWork.rows<Maintenance & object>(LIST, values);
    return pageOf(
      rows,
      limit,
      ({ id }) => encodeCursor(id),
      (row) => row,
    );
  }
}
