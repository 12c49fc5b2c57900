export const ROLES = ['super_admin', 'ops', 'fleet_manager', 'hub_manager', 'driver', 'rider', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

export interface PermissionDeclaration {
  readonly name: string;
  readonly description: string;
  /** The built-in roles that hold it. */
  readonly roles: readonly Role[];
}

const declared = new Map<string, PermissionDeclaration>();

/**
 * Declares a context's permissions (`ride.book`) and the built-in roles that hold each. Super admins hold all of them.
 * @throws Error when a name is declared twice.
 */
export function declarePermissions<const K extends string>(
  context: string,
  permissions: Record<K, { description: string; roles: readonly Role[] }>,
): Record<K, string> {
  const names = {} as Record<K, string>;
  for (const key of Object.keys(permissions) as K[]) {
    const name = `${context}.${key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`;
    if (declared.has(name)) throw new Error(`Permission ${name} is declared twice.`);
    declared.set(name, { name, ...permissions[key] });
    names[key] = name;
  }
  return names;
}

export function allPermissions(): PermissionDeclaration[] {
  return [...declared.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function permissionsOf(role: Role): string[] {
  return allPermissions()
    .filter((p) => role === 'super_admin' || p.roles.includes(role))
    .map((p) => p.name);
}
