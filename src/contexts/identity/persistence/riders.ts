import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ListedRider, RiderFilter } from '../application/listed-rider';
import { Rider } from '../domain/rider';

const CHANGE_STATUS: Statement = {
  name: 'identity.riders.change_status',
  text: `UPDATE identity.riders SET status = $3, status_reason = $4, version = $5
         WHERE organization_id = $1 AND rider_id = $2 AND version = $6`,
};
const COLUMNS = `r.rider_id AS id, u.name, u.phone, r.status, r.status_reason AS "statusReason",
  r.registered_at AS "registeredAt"`;
const SHOW: Statement = {
  name: 'identity.riders.show',
  text: `SELECT ${COLUMNS} FROM identity.riders r JOIN identity.users u ON u.id = r.rider_id
         WHERE r.organization_id = $1 AND r.rider_id = $2`,
};
const LIST: Statement = {
  name: 'identity.riders.list',
  text: `SELECT ${COLUMNS} FROM identity.riders r JOIN identity.users u ON u.id = r.rider_id
         WHERE r.organization_id = $1 AND ($2::timestamptz IS NULL OR (r.registered_at, r.rider_id) < ($2, $3))
           AND ($4::text IS NULL OR r.status = $4) AND ($5::text IS NULL OR u.phone = $5)
           AND ($6::text IS NULL OR strpos(lower(u.name), lower($6)) > 0)
         ORDER BY r.registered_at DESC, r.rider_id DESC LIMIT $7`,
};

/** Of the transaction's organization: one user may be a rider of several. */
@Injectable()
export class Riders extends AggregateStore<Rider> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Rider, 'rider');
  }

  /** @throws DomainError `rider_not_found`, also for a rider of another organization */
  async show(id: string): Promise<ListedRider> {
    const [row] = await this.unitOfWork.rows<ListedRider>(SHOW, [this.unitOfWork.organizationId, id]);
    if (!row) throw notFound('rider', id);
    return row;
  }

  /** Newest first. */
  list(
    { status, phone, name }: RiderFilter,
    before: { at: Date; id: string } | null,
    limit: number,
  ): Promise<ListedRider[]> {
    const filter = [status ?? null, phone ?? null, name ?? null];
    const place = [before?.at ?? null, before?.id ?? null];
    return this.unitOfWork.rows<ListedRider>(LIST, [this.unitOfWork.organizationId, ...place, ...filter, limit]);
  }

  /** Nothing else of a rider changes. */
  protected override async flush(rider: Rider, readVersion: number): Promise<boolean> {
    const { organizationId, id, status, statusReason, version } = rider;
    const values = [organizationId, id, status, statusReason, version, readVersion];
    return (await this.unitOfWork.query(CHANGE_STATUS, values)).rowCount === 1;
  }
}
