import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { HandOver, RecordedHandOver } from '../domain/hand-over';

const ADD: Statement = {
  name: 'fleet.hand_overs.add',
  text: `INSERT INTO fleet.hand_overs (id, organization_id, vehicle_id, from_driver_id, to_driver_id, odometer_metres,
           charge_percent, condition_note, handed_over_at, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const LIST: Statement = {
  name: 'fleet.hand_overs.list',
  text: `SELECT id, from_driver_id AS "fromDriverId", to_driver_id AS "toDriverId", odometer_metres AS "odometerMetres",
           charge_percent AS "chargePercent", condition_note AS "conditionNote", handed_over_at AS "handedOverAt",
           recorded_by AS "recordedBy"
         FROM fleet.hand_overs WHERE vehicle_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
};
const HOLDER: Statement = {
  name: 'fleet.vehicle_holders.find',
  text: 'SELECT driver_id AS "driverId" FROM fleet.vehicle_holders WHERE vehicle_id = $1',
};
const HOLD: Statement = {
  name: 'fleet.vehicle_holders.hold',
  text: `INSERT INTO fleet.vehicle_holders (vehicle_id, organization_id, driver_id, since)
         SELECT id, organization_id, $2, $3 FROM fleet.vehicles WHERE id = $1
         ON CONFLICT (vehicle_id) DO UPDATE SET driver_id = $2, since = $3 WHERE vehicle_holders.since <= $3`,
};

/** Hand-overs as they were recorded, and who holds each vehicle by the last of them. Under the vehicle's lock. */
@Injectable()
export class HandOvers {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(vehicleId: string, handOver: HandOver, by: string, at: Date): Promise<RecordedHandOver> {
    const { id, fromDriverId, toDriverId, odometerMetres, chargePercent, conditionNote } = handOver;
    const holders = [fromDriverId, toDriverId];
    const read = [odometerMetres, chargePercent, conditionNote];
    await this.unitOfWork.query(ADD, [id, this.unitOfWork.organizationId, vehicleId, ...holders, ...read, at, by]);
    await this.hold(vehicleId, toDriverId, at);
    return { ...handOver, handedOverAt: at, recordedBy: by };
  }

  /** Newest first. */
  async list(vehicleId: string, { limit, after }: PageRequest): Promise<Page<RecordedHandOver>> {
    const values = [vehicleId, decodeCursor(after)?.id ?? null, limit + 1];
    const rows = await this.unitOfWork.rows<RecordedHandOver & object>(LIST, values);
    return pageOf(
      rows,
      limit,
      ({ id }) => encodeCursor(id),
      (row) => row,
    );
  }

  /** The driver who holds it; null for its hub. */
  async holderOf(vehicleId: string): Promise<string | null> {
    const [row] = await this.unitOfWork.rows<{ driverId: string | null }>(HOLDER, [vehicleId]);
    return row?.driverId ?? null;
  }

  /** What is older than what is known changes nothing. */
  async hold(vehicleId: string, driverId: string | null, since: Date): Promise<void> {
    await this.unitOfWork.query(HOLD, [vehicleId, driverId, since]);
  }
}
