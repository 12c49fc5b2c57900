import type { Role } from '../contracts/identity-events';
import type { MembershipStatus } from '../domain/membership';
import type { UserStatus } from '../domain/user';

export interface ListedMembership {
  readonly id: string;
  readonly role: Role;
  readonly fleetIds: string[] | null;
  readonly hubIds: string[] | null;
  readonly subjectId: string | null;
  /** Of a `custom` role, and of no other. */
  readonly customRoleId: string | null;
  readonly status: MembershipStatus;
  readonly endedReason: string | null;
}

export interface ListedUser {
  readonly id: string;
  readonly phone: string;
  readonly name: string;
  readonly status: UserStatus;
  readonly createdAt: Date;
  /** Those in the caller's organization and within his places, oldest first. */
  readonly memberships: ListedMembership[];
}

export interface UserFilter {
  readonly before?: string;
  readonly userId?: string;
  readonly phone?: string;
  /** A part of the name, in any case. */
  readonly name?: string;
  readonly status?: UserStatus;
  /** The four below are about one and the same membership. */
  readonly role?: Role;
  readonly membershipStatus?: MembershipStatus;
  readonly fleetId?: string;
  readonly hubId?: string;
}
