import type { Role } from '../contracts/identity-events';
import { encodeCursor, pageOf } from '../../../platform/http/page';
import type { ListedUser } from '../application/listed-user';

export class MembershipResponse {
  id: string;
  role: Role;
  /** Null: every fleet. */
  fleetIds: string[] | null;
  /** Null: every hub of those fleets. */
  hubIds: string[] | null;
  /**
   * The driver or manager that the user is, where the role came with that appointment.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7d
   */
  subjectId: string | null;
  /**
   * Of a custom role, and of no other.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7e
   */
  customRoleId: string | null;
  status: 'ACTIVE' | 'ENDED';
  /** @example 'He has left the company.' */
  endedReason: string | null;
}

export class UserResponse {
  id: string;
  /** @example +919810012345 */
  phone: string;
  /** @example 'Asha Verma' */
  name: string;
  status: 'ACTIVE' | 'DISABLED';
  createdAt: string;
  /** Those in the caller's organization and within his fleets and hubs, oldest first. */
  memberships: MembershipResponse[];

  static of({ id, phone, name, status, createdAt, memberships }: ListedUser): UserResponse {
    return { id, phone, name, status, createdAt: createdAt.toISOString(), memberships };
  }
}

export class UserPageResponse {
  items: UserResponse[];
  /**
   * Give it as `after` for the next page; null on the last.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of(users: readonly ListedUser[], limit: number): UserPageResponse {
    const { items, next } = pageOf(
      users,
      limit,
      ({ id }) => encodeCursor(id),
      (user) => UserResponse.of(user),
    );
    return { items: [...items], next };
  }
}
