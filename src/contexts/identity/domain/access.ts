import { DomainError } from '../../../platform/errors/domain-error';
import type { Role } from '../contracts/identity-events';
import { covers, type Scope } from './scope';

/** A role, and where it is one that the organization composed, which, and what it may do. */
export interface Held {
  readonly role: Role;
  readonly customRoleId?: string | null;
  readonly customRole?: { readonly name: string; readonly permissions: readonly string[] } | null;
}

/** What a role may do. */
export type PermissionsOf = (held: Held) => readonly string[];

/** What the role is called. */
export function nameOf({ role, customRole }: Held): string {
  return customRole?.name ?? role;
}

/** The one who wants to do something to another user, and may do only so much himself. */
export interface Holder extends Scope {
  readonly permissions: ReadonlySet<string>;
}

/** A role in some places: what a membership grants. */
export interface Grant extends Scope, Held {
  /** The driver or manager that the member is in fleet. */
  readonly subjectId: string | null;
}

/** What the memberships of one user in one organization come to together. */
export interface Access extends Scope {
  readonly roles: readonly Role[];
  readonly permissions: readonly string[];
  readonly driverId: string | null;
}

/** What holders of these roles do concerns their own rides and duty, wherever those are. */
const ABOUT_ONESELF: readonly Role[] = ['driver', 'rider'];

/**
 * Merges roles and places. Null where there is no grant. A session has one set of permissions and one set of places, so
 * the places are those of the widest grant; `refuseWidening` has seen to it that one grant covers the others.
 */
export function accessOf(grants: readonly Grant[], permissionsOf: PermissionsOf): Access | null {
  const widest = grants.find((grant) => grants.every((other) => covers(grant, other))) ?? grants[0];
  if (!widest) return null;
  return {
    roles: [...new Set(grants.map(({ role }) => role))].sort(),
    permissions: [...new Set(grants.flatMap((grant) => permissionsOf(grant)))].sort(),
    fleetIds: widest.fleetIds,
    hubIds: widest.hubIds,
    driverId: grants.find(({ role }) => role === 'driver')?.subjectId ?? null,
  };
}

/**
 * Two roles of one user become one set of permissions over one set of places. Refused where that would let him do in one
 * place what he was trusted with in another only.
 * @throws DomainError `roles_do_not_combine`
 */
export function refuseWidening(held: readonly Grant[], added: Grant, permissionsOf: PermissionsOf): void {
  const offending = held.find((grant) => !combine(grant, added, permissionsOf));
  if (!offending) return;
  throw new DomainError(
    'conflict',
    'roles_do_not_combine',
    `This user is ${nameOf(offending)} in other places already; ${nameOf(added)} beside it would let him do both in all of them.`,
    { role: offending.role },
  );
}

function combine(a: Grant, b: Grant, permissionsOf: PermissionsOf): boolean {
  if (covers(a, b) && covers(b, a)) return true;
  return absorbs(a, b, permissionsOf) || absorbs(b, a, permissionsOf);
}

/** Whether the narrow grant adds nothing but what concerns the user himself to what the wide one gives everywhere. */
function absorbs(wide: Grant, narrow: Grant, permissionsOf: PermissionsOf): boolean {
  if (!covers(wide, narrow)) return false;
  if (ABOUT_ONESELF.includes(narrow.role)) return true;
  const given = new Set(permissionsOf(wide));
  return permissionsOf(narrow).every((permission) => given.has(permission));
}

/**
 * Nobody hands out more than he has, in permissions or in places.
 * @throws DomainError `grant_exceeds_own`, which names the permissions that he lacks, or `scope_exceeds_own`
 */
export function refuseGrantBeyondOwn(holder: Holder, grant: Held & Scope, permissionsOf: PermissionsOf): void {
  const missing = permissionsOf(grant).filter((permission) => !holder.permissions.has(permission));
  if (missing.length > 0) {
    throw new DomainError(
      'forbidden',
      'grant_exceeds_own',
      `You cannot grant ${nameOf(grant)}: it may do what you may not.`,
      { missing },
    );
  }
  if (!covers(holder, grant)) {
    throw new DomainError(
      'forbidden',
      'scope_exceeds_own',
      'You can grant a role only within the fleets and hubs that you are narrowed to yourself.',
    );
  }
}

/**
 * Nobody ends, disables or logs out someone who may do more than he himself.
 * @throws DomainError `outranked`
 */
export function refuseWhenOutranked(holder: Holder, grants: readonly Grant[], permissionsOf: PermissionsOf): void {
  for (const grant of grants) {
    const mayAsMuch =
      ABOUT_ONESELF.includes(grant.role) ||
      permissionsOf(grant).every((permission) => holder.permissions.has(permission));
    if (mayAsMuch && covers(holder, grant)) continue;
    throw new DomainError(
      'forbidden',
      'outranked',
      `You cannot do this to a user who is ${nameOf(grant)}: he may do more than you.`,
    );
  }
}
