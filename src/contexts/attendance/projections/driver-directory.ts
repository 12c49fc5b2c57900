import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

export interface KnownDriver {
  readonly id: string;
  readonly fleetId: string;
  readonly hubId: string;
  readonly status: string;
}

const REMEMBER: Statement = {
  name: 'attendance.driver.remember',
  text: `INSERT INTO attendance.drivers (id, organization_id, fleet_id, hub_id, status)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[])
         ON CONFLICT (id) DO UPDATE SET fleet_id = excluded.fleet_id, hub_id = excluded.hub_id, status = excluded.status`,
};
const MOVE: Statement = {
  name: 'attendance.driver.move',
  text: 'UPDATE attendance.drivers SET fleet_id = $2, hub_id = $3 WHERE id = $1',
};
const SET_STATUS: Statement = {
  name: 'attendance.driver.set_status',
  text: 'UPDATE attendance.drivers SET status = $2 WHERE id = $1',
};
const FIND: Statement = {
  name: 'attendance.driver.find',
  text: 'SELECT id, fleet_id AS "fleetId", hub_id AS "hubId", status FROM attendance.drivers WHERE id = $1',
};

/** What attendance remembers of fleet's drivers: no name, no phone. */
@Injectable()
export class DriverDirectory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async remember(drivers: readonly (KnownDriver & { readonly organizationId: string | null })[]): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [
      drivers.map(({ id }) => id),
      drivers.map(({ organizationId }) => organizationId),
      drivers.map(({ fleetId }) => fleetId),
      drivers.map(({ hubId }) => hubId),
      drivers.map(({ status }) => status),
    ]);
  }

  async move(id: string, fleetId: string, hubId: string): Promise<void> {
    await this.unitOfWork.query(MOVE, [id, fleetId, hubId]);
  }

  async setStatus(id: string, status: string): Promise<void> {
    await this.unitOfWork.query(SET_STATUS, [id, status]);
  }

  async find(id: string): Promise<KnownDriver | null> {
    const [driver] = await this.unitOfWork.rows<KnownDriver>(FIND, [id]);
    return driver ?? null;
  }
}
