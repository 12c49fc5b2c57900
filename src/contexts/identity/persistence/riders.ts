import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ListedRider, RiderFilter } from '../application/listed-rider';
import { Rider } from '../domain/rider';

const CHANGE_STATUS: Statement = {
  name: 'identity.riders.change_status',
  text: `UPDATE identity.riders SET status = $3, status_reason = $4, suspended_with_access = $5, version = $6
         WHERE organization_id = $1 AND rider_id = $2 AND version = $7`,
};
const HAS_ACCESS: Statement = {
  name: 'identity.riders.has_access',
  text: `SELECT EXISTS (SELECT FROM identity.users u JOIN identity.memberships m ON m.user_id = u.id
           WHERE u.id = $2 AND u.status = 'ACTIVE' AND m.organization_id = $1 AND m.role = 'rider' AND m.status = 'ACTIVE')
           AS "hasAccess"`,
};
const ORGANIZATIONS: Statement = {
  name: 'identity.riders.organizations',
  text: 'SELECT organization_id AS id FROM identity.riders WHERE rider_id = $1 ORDER BY organization_id',
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

  /** Whether his user is not disabled and his role as a rider here is in force. */
  async hasAccess(id: string): Promise<boolean> {
    const [row] = await this.unitOfWork.rows<{ hasAccess: boolean }>(HAS_ACCESS, [this.unitOfWork.organizationId, id]);
    return row!.hasAccess;
  }

  /** Of every operator with whom he has an account; the worker alone sees them all. */
  async organizationsOf(id: string): Promise<string[]> {
    return (await this.unitOfWork.rows<{ id: string }>(ORGANIZATIONS, [id])).map((organization) => organization.id);
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
    const { organizationId, id, status, statusReason, suspendedWithAccess, version } = rider;
    const values = [organizationId, id, status, statusReason, suspendedWithAccess, version, readVersion];
    return (await this.unitOfWork.query(CHANGE_STATUS, values)).rowCount === 1;
  }
}
