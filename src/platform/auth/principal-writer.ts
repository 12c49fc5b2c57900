import { Injectable } from '@nestjs/common';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';

/** What a session may do, and where, as the guard reads it. */
export interface StoredAccess {
  readonly permissions: readonly string[];
  /** Null: every fleet. */
  readonly fleetIds: readonly string[] | null;
  /** Null: every hub of those fleets. */
  readonly hubIds: readonly string[] | null;
  readonly driverId: string | null;
}

const OPEN: Statement = {
  name: 'platform.principals.open',
  text: `INSERT INTO platform.principals
           (session_id, user_id, organization_id, expires_at, permissions, fleet_ids, hub_ids, driver_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};
const CHANGE: Statement = {
  name: 'platform.principals.change',
  text: `UPDATE platform.principals SET permissions = $2, fleet_ids = $3, hub_ids = $4, driver_id = $5, version = version + 1
         WHERE session_id = ANY($1)
           AND (permissions, fleet_ids, hub_ids, driver_id) IS DISTINCT FROM ($2::text[], $3::uuid[], $4::uuid[], $5::uuid)`,
};
const HOLD: Statement = {
  name: 'platform.principals.hold',
  text: `SELECT permissions, fleet_ids AS "fleetIds", hub_ids AS "hubIds", driver_id AS "driverId"
         FROM platform.principals WHERE session_id = $1 AND revoked_at IS NULL FOR SHARE`,
};
const PROLONG: Statement = {
  name: 'platform.principals.prolong',
  text: 'UPDATE platform.principals SET expires_at = $2, version = version + 1 WHERE session_id = $1',
};
const KNOW_ORGANIZATION: Statement = {
  name: 'platform.organizations.know',
  text: 'INSERT INTO platform.organizations (id) VALUES ($1)',
};
const REVOKE: Statement = {
  name: 'platform.principals.revoke',
  text: `UPDATE platform.principals SET revoked_at = $2, version = version + 1
         WHERE session_id = ANY($1) AND revoked_at IS NULL`,
};

/** Writes the row that the guard reads, in the transaction of whoever changes a session: the change bites at the next request. */
@Injectable()
export class PrincipalWriter {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @param expiresAt wall time */
  async open(
    session: { id: string; userId: string; organizationId: string | null; expiresAt: Date },
    access: StoredAccess,
  ): Promise<void> {
    const { id, userId, organizationId, expiresAt } = session;
    await this.unitOfWork.query(OPEN, [id, userId, organizationId, expiresAt, ...columns(access)]);
  }

  /** A super admin may name it from here on. */
  async knowOrganization(id: string): Promise<void> {
    await this.unitOfWork.query(KNOW_ORGANIZATION, [id]);
  }

  async change(sessionIds: readonly string[], access: StoredAccess): Promise<void> {
    await this.unitOfWork.query(CHANGE, [sessionIds, ...columns(access)]);
  }

  /** What the session may do now, which nobody changes until the transaction ends; null where it has ended. */
  async hold(sessionId: string): Promise<StoredAccess | null> {
    const [access] = await this.unitOfWork.rows<StoredAccess & object>(HOLD, [sessionId]);
    return access ?? null;
  }

  /** @param expiresAt wall time */
  async prolong(sessionId: string, expiresAt: Date): Promise<void> {
    await this.unitOfWork.query(PROLONG, [sessionId, expiresAt]);
  }

  /** @param at wall time */
  async revoke(sessionIds: readonly string[], at: Date): Promise<void> {
    await this.unitOfWork.query(REVOKE, [sessionIds, at]);
  }
}

function columns({ permissions, fleetIds, hubIds, driverId }: StoredAccess): unknown[] {
  return [permissions, fleetIds, hubIds, driverId];
}
