import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ListedSession } from '../application/listed-session';
import { Session } from '../domain/session';
import { GlobalStore } from './global-store';

const OPEN_IDS: Statement = {
  name: 'identity.sessions.open_ids',
  text: `SELECT id FROM identity.sessions
         WHERE user_id = $1 AND revoked_at IS NULL AND ($2 OR organization_id IS NOT DISTINCT FROM $3) ORDER BY id`,
};
const ORGANIZATION: Statement = {
  name: 'identity.sessions.organization',
  text: 'SELECT organization_id FROM identity.sessions WHERE id = $1',
};
const LIST: Statement = {
  name: 'identity.sessions.list',
  text: `SELECT id, organization_id AS "organizationId", address, user_agent AS "userAgent", created_at AS "createdAt",
           last_used_at AS "lastUsedAt", expires_at AS "expiresAt"
         FROM identity.sessions
         WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
           AND ($3 OR organization_id IS NOT DISTINCT FROM $4) AND ($5::uuid IS NULL OR id < $5)
         ORDER BY id DESC LIMIT $6`,
};
const END_ORGANIZATION: Statement = {
  name: 'identity.sessions.end_organization',
  text: `UPDATE identity.sessions SET revoked_at = $2, revoked_reason = 'organization_suspended', version = version + 1
         WHERE organization_id = $1 AND revoked_at IS NULL RETURNING id`,
};

/** Of which organization: `every` for a user looking at his own. */
export type SessionsIn = 'every' | { readonly organizationId: string | null };

@Injectable()
export class Sessions extends GlobalStore<Session> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Session, 'session');
  }

  /** Those that have not been revoked; some may have expired. */
  async openIds(userId: string, within: SessionsIn): Promise<string[]> {
    const rows = await this.unitOfWork.rows<{ id: string }>(OPEN_IDS, [userId, ...where(within)]);
    return rows.map(({ id }) => id);
  }

  /** Null: the platform, whatever organization its super admin names at a request. */
  async organizationOf(id: string): Promise<string | null> {
    const [row] = await this.unitOfWork.rows<{ organization_id: string | null }>(ORGANIZATION, [id]);
    return row?.organization_id ?? null;
  }

  /** Those that can be used, newest first. @param now wall time */
  list(userId: string, within: SessionsIn, before: string | null, limit: number, now: Date): Promise<ListedSession[]> {
    return this.unitOfWork.rows<ListedSession>(LIST, [userId, now, ...where(within), before, limit]);
  }

  /** Ends every session in the organization at once: there may be thousands. Returns their ids. */
  async endAllIn(organizationId: string, now: Date): Promise<string[]> {
    const rows = await this.unitOfWork.rows<{ id: string }>(END_ORGANIZATION, [organizationId, now]);
    return rows.map(({ id }) => id);
  }
}

function where(within: SessionsIn): [boolean, string | null] {
  return within === 'every' ? [true, null] : [false, within.organizationId];
}
