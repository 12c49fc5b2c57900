import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { PreferenceValue } from '../contracts/fleet-events';

export type Approved = ReadonlyMap<string, PreferenceValue>;

const OF_DRIVER: Statement = {
  name: 'fleet.driver_preferences.of_driver',
  text: 'SELECT key, value FROM fleet.driver_preferences WHERE driver_id = $1',
};
const OF_EVERYBODY: Statement = {
  name: 'fleet.driver_preferences.of_everybody',
  text: `SELECT d.id AS "driverId", coalesce(jsonb_object_agg(p.key, p.value) FILTER (WHERE p.key IS NOT NULL), '{}') AS approved
         FROM fleet.drivers d LEFT JOIN fleet.driver_preferences p ON p.driver_id = d.id
         WHERE d.organization_id = $1 AND d.status <> 'LEFT' GROUP BY d.id ORDER BY d.id`,
};
const APPROVE: Statement = {
  name: 'fleet.driver_preferences.approve',
  text: `INSERT INTO fleet.driver_preferences (driver_id, key, organization_id, value, request_id) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (driver_id, key) DO UPDATE SET value = $4, request_id = $5`,
};

/** What was approved last of each driver and key. Changed under the organization's and the driver's lock. */
@Injectable()
export class ApprovedPreferences {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async of(driverId: string): Promise<Approved> {
    const rows = await this.unitOfWork.rows<{ key: string; value: PreferenceValue }>(OF_DRIVER, [driverId]);
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  /** Of every driver of the organization who has not left. */
  async ofEverybody(organizationId: string): Promise<{ driverId: string; approved: Approved }[]> {
    type Row = { driverId: string; approved: Record<string, PreferenceValue> };
    const rows = await this.unitOfWork.rows<Row>(OF_EVERYBODY, [organizationId]);
    return rows.map(({ driverId, approved }) => ({ driverId, approved: new Map(Object.entries(approved)) }));
  }

  async approve(wish: {
    driverId: string;
    key: string;
    organizationId: string;
    value: PreferenceValue;
    id: string;
  }): Promise<void> {
    const { driverId, key, organizationId, value, id } = wish;
    await this.unitOfWork.query(APPROVE, [driverId, key, organizationId, JSON.stringify(value), id]);
  }
}
