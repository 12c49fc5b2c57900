import { Injectable } from '@nestjs/common';
import { constraintOf } from '../../../platform/database/aggregate-store';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Outage } from '../domain/outage';

const COLUMNS = `id, vehicle_id AS "vehicleId", starts_at AS "from", ends_at AS "until", reason,
  ended_reason AS "endedReason", withdrawn_at AS "withdrawnAt"`;

const ADD: Statement = {
  name: 'fleet.outages.add',
  text: `INSERT INTO fleet.vehicle_outages (id, organization_id, vehicle_id, starts_at, ends_at, reason, noted_by, noted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};
const END: Statement = {
  name: 'fleet.outages.end',
  text: `UPDATE fleet.vehicle_outages SET ends_at = $2, ended_reason = $3, withdrawn_at = $4, ended_by = $5 WHERE id = $1`,
};
const FIND: Statement = {
  name: 'fleet.outages.find',
  text: `SELECT ${COLUMNS} FROM fleet.vehicle_outages WHERE id = $1 AND vehicle_id = $2`,
};
const NOT_OVER: Statement = {
  name: 'fleet.outages.not_over',
  text: `SELECT ${COLUMNS} FROM fleet.vehicle_outages
         WHERE vehicle_id = $1 AND withdrawn_at IS NULL AND (ends_at IS NULL OR ends_at > $2) ORDER BY starts_at`,
};
const LIST: Statement = {
  name: 'fleet.outages.list',
  text: `SELECT ${COLUMNS} FROM fleet.vehicle_outages
         WHERE vehicle_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
};

/** Asked for a vehicle that the caller has in his scope; changed under the vehicle's lock. */
@Injectable()
export class VehicleOutages {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws DomainError `outages_overlap` */
  async add({ id, vehicleId, from, until, reason }: Outage, by: string, at: Date): Promise<void> {
    const values = [id, this.unitOfWork.organizationId, vehicleId, from, until, reason, by, at];
    await this.refusingOverlap(() => this.unitOfWork.query(ADD, values));
  }

  /** @throws DomainError `outages_overlap` */
  async end({ id, until, endedReason, withdrawnAt }: Outage, by: string): Promise<void> {
    await this.refusingOverlap(() => this.unitOfWork.query(END, [id, until, endedReason, withdrawnAt, by]));
  }

  /** @throws DomainError not_found */
  async get(id: string, vehicleId: string): Promise<Outage> {
    const [outage] = await this.unitOfWork.rows<Outage & object>(FIND, [id, vehicleId]);
    if (!outage) throw notFound('outage', id);
    return outage;
  }

  notOver(vehicleId: string, at: Date): Promise<Outage[]> {
    return this.unitOfWork.rows<Outage & object>(NOT_OVER, [vehicleId, at]);
  }

  /** Newest first. */
  async list(vehicleId: string, { limit, after }: PageRequest): Promise<Page<Outage>> {
    const cursor = decodeCursor(after);
    const rows = await this.unitOfWork.rows<Outage & object>(LIST, [vehicleId, cursor?.id ?? null, limit + 1]);
    return pageOf(
      rows,
      limit,
      ({ id }) => encodeCursor(id),
      (row) => row,
    );
  }

  private async refusingOverlap(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (constraintOf(error) !== 'vehicle_outages_overlap') throw error;
      throw new DomainError(
        'conflict',
        'outages_overlap',
        'The vehicle is out of service in a part of that time already.',
      );
    }
  }
}
