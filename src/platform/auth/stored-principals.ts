import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf } from '../database/data-sources';
import { notFound } from '../errors/domain-error';
import type { Principal } from './principal';
import { PrincipalReader } from './principal-reader';

interface PrincipalRow {
  user_id: string;
  organization_id: string | null;
  permissions: string[] | null;
  fleet_ids: string[] | null;
  hub_ids: string[] | null;
  driver_id: string | null;
  version: number;
}

interface Remembered {
  readonly version: number;
  readonly principal: Principal;
}

/** $2 is the version this process remembers: while it stands, the long columns need not travel. */
const FIND = {
  name: 'platform.principals.find',
  text: `SELECT user_id, organization_id, version,
           CASE WHEN version = $2 THEN NULL ELSE permissions END AS permissions, fleet_ids, hub_ids, driver_id
         FROM platform.principals WHERE session_id = $1 AND revoked_at IS NULL AND expires_at > $3`,
};
const STANDING = {
  name: 'platform.principals.standing',
  text: `SELECT session_id, version::text FROM platform.principals
         WHERE session_id = ANY($1) AND revoked_at IS NULL AND expires_at > $2`,
};
const KNOWN = { name: 'platform.organizations.known', text: 'SELECT FROM platform.organizations WHERE id = $1' };
const MOST_REMEMBERED = 10_000;

/** Reads the stored row at each request, so that a revocation bites at the next one, in every process. */
@Injectable()
export class StoredPrincipals extends PrincipalReader {
  private readonly pool: Pool;
  private readonly remembered = new Map<string, Remembered>();

  constructor(@Inject(getDataSourceToken()) dataSource: DataSource) {
    super();
    this.pool = poolOf(dataSource);
  }

  async find(sessionId: string, organizationId: string | null): Promise<Principal | null> {
    const known = this.remembered.get(sessionId);
    const { rows } = await this.pool.query<PrincipalRow>({
      ...FIND,
      values: [sessionId, known?.version ?? 0, new Date()],
    });
    const [row] = rows;
    if (!row) {
      this.remembered.delete(sessionId);
      return null;
    }
    const principal = known?.version === row.version ? known.principal : this.remember(sessionId, row);
    if (organizationId === null || organizationId === principal.organizationId) return principal;
    // Answered as if he had named none, he would act where he did not mean to.
    if (principal.organizationId !== null) throw notFound('organization', organizationId);
    // Only a super admin's session belongs to no organization; he may name the one to act in.
    await this.assertKnown(organizationId);
    return { ...principal, organizationId };
  }

  async standing(sessionIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.pool.query<{ session_id: string; version: string }>({
      ...STANDING,
      values: [sessionIds, new Date()],
    });
    return new Map(rows.map(({ session_id, version }) => [session_id, version]));
  }

  private async assertKnown(organizationId: string): Promise<void> {
    const { rowCount } = await this.pool.query({ ...KNOWN, values: [organizationId] });
    if (rowCount === 0) throw notFound('organization', organizationId);
  }

  private remember(sessionId: string, row: PrincipalRow): Principal {
    const principal: Principal = {
      userId: row.user_id,
      sessionId,
      organizationId: row.organization_id,
      permissions: new Set(row.permissions),
      fleetIds: row.fleet_ids,
      hubIds: row.hub_ids,
      driverId: row.driver_id,
      version: String(row.version),
    };
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    this.remembered.set(sessionId, { version: row.version, principal });
    return principal;
  }
}
