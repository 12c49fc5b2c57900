import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ListedUser, UserFilter } from '../application/listed-user';

/** $1 organization (null: the platform), $2 and $3 the caller's fleets and hubs: what he sees of memberships. */
const VISIBLE = `m.organization_id IS NOT DISTINCT FROM $1
  AND ($2::uuid[] IS NULL OR m.fleet_ids <@ $2) AND ($3::uuid[] IS NULL OR m.hub_ids <@ $3)`;

const LIST: Statement = {
  name: 'identity.user_directory.list',
  text: `SELECT u.id, u.phone, u.name, u.status, u.created_at AS "createdAt", (
           SELECT jsonb_agg(jsonb_build_object('id', m.id, 'role', m.role, 'fleetIds', m.fleet_ids, 'hubIds', m.hub_ids,
                    'subjectId', m.subject_id, 'customRoleId', m.custom_role_id, 'status', m.status, 'endedReason', m.ended_reason) ORDER BY m.id)
           FROM identity.memberships m WHERE m.user_id = u.id AND ${VISIBLE}) AS memberships
         FROM identity.users u
         WHERE u.id IN (
             SELECT m.user_id FROM identity.memberships m
             WHERE ${VISIBLE} AND ($9::text IS NULL OR m.role = $9) AND ($10::text IS NULL OR m.status = $10)
               AND ($11::uuid IS NULL OR m.fleet_ids @> ARRAY[$11::uuid]) AND ($12::uuid IS NULL OR m.hub_ids @> ARRAY[$12::uuid]))
           AND ($4::uuid IS NULL OR u.id < $4) AND ($5::uuid IS NULL OR u.id = $5) AND ($6::text IS NULL OR u.phone = $6)
           AND ($7::text IS NULL OR strpos(lower(u.name), lower($7)) > 0) AND ($8::text IS NULL OR u.status = $8)
         ORDER BY u.id DESC LIMIT $13`,
};

/** Users as an admin sees them: through their memberships in his organization and places, and no further. */
@Injectable()
export class UserDirectory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Newest first. */
  list(filter: UserFilter, principal: Principal, limit: number): Promise<ListedUser[]> {
    const { before, userId, phone, name, status, role, membershipStatus, fleetId, hubId } = filter;
    const { organizationId, fleetIds, hubIds } = principal;
    const filters = [before, userId, phone, name, status, role, membershipStatus, fleetId, hubId];
    return this.unitOfWork.rows<ListedUser>(LIST, [
      organizationId,
      fleetIds,
      hubIds,
      ...filters.map((f) => f ?? null),
      limit,
    ]);
  }

  /** @throws DomainError `user_not_found`, also for a user of another organization or of other places */
  async get(userId: string, principal: Principal): Promise<ListedUser> {
    const [user] = await this.list({ userId }, principal, 1);
    if (!user) throw notFound('user', userId);
    return user;
  }
}
