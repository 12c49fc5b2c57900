import type { Role } from '../contracts/identity-events';
import type { Access } from '../domain/access';
import type { User } from '../domain/user';
import type { ListedOrganization } from './listed-organization';

/** Who somebody is, and what he may do where, in one session. */
export interface Me extends Access {
  readonly userId: string;
  readonly name: string;
  readonly phone: string;
  readonly sessionId: string;
  /** Null: the platform, as a super admin who named no organization. */
  readonly organization: { readonly id: string; readonly name: string; readonly code: string } | null;
  readonly roles: readonly Role[];
}

export function meOf(
  user: Pick<User, 'id' | 'name' | 'phone'>,
  sessionId: string,
  organization: ListedOrganization | null,
  access: Access,
): Me {
  return {
    ...access,
    userId: user.id,
    name: user.name,
    phone: user.phone,
    sessionId,
    organization: organization && { id: organization.id, name: organization.name, code: organization.code },
  };
}
