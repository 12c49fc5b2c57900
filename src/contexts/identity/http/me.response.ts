import type { Role } from '../contracts/identity-events';
import type { Me } from '../application/me';

export class OwnOrganizationResponse {
  id: string;
  /** @example 'Delhi Electric Cabs' */
  name: string;
  /** @example delhi-cabs */
  code: string;
}

export class MeResponse {
  userId: string;
  /** @example 'Asha Verma' */
  name: string;
  /** @example +919810012345 */
  phone: string;
  sessionId: string;
  /** Null for a super admin who has named no organization. */
  organization: OwnOrganizationResponse | null;
  roles: Role[];
  /** @example ["ride.assign", "ride.book"] */
  permissions: string[];
  /** Null: every fleet of the organization. */
  fleetIds: string[] | null;
  /** Null: every hub of those fleets. */
  hubIds: string[] | null;
  /** Set when the caller is a driver of the organization. */
  driverId: string | null;

  static of(me: Me): MeResponse {
    const { userId, name, phone, sessionId, organization, driverId } = me;
    return {
      userId,
      name,
      phone,
      sessionId,
      organization,
      roles: [...me.roles],
      permissions: [...me.permissions],
      fleetIds: me.fleetIds && [...me.fleetIds],
      hubIds: me.hubIds && [...me.hubIds],
      driverId,
    };
  }
}
