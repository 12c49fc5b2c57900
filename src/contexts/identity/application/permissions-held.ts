import { allPermissions, permissionsOf } from '../../../platform/auth/permissions';
import type { Held } from '../domain/access';
import { identityPermissions } from '../identity.permissions';

/** Of a custom role, those that still exist; with them everybody may see who he is and end his sessions. */
export function permissionsHeld({ role, customRole }: Held): readonly string[] {
  if (role !== 'custom') return permissionsOf(role);
  const declared = new Set(allPermissions().map(({ name }) => name));
  const composed = (customRole?.permissions ?? []).filter((name) => declared.has(name));
  return [...new Set([...composed, identityPermissions.useOwnAccount])];
}
