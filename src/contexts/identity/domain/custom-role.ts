import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { CustomRoleChanged, CustomRoleComposed, CustomRoleRetired } from '../contracts/identity-events';
import type { Holder } from './access';

export interface RoleComposition {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

export type CustomRoleStatus = 'ACTIVE' | 'RETIRED';

/** A role that an organization composed itself, of permissions that the composer held when he did. */
@Entity({ schema: 'identity', name: 'custom_roles' })
export class CustomRole extends Aggregate implements RoleComposition {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('text') name: string;
  @Column('text') description: string;
  @Column('text', { array: true }) permissions: string[];
  @Column('text') status: CustomRoleStatus;
  /** Who gave it these permissions. */
  @Column('uuid', { name: 'composed_by' }) composedBy: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;
  @Column('int') override version: number;

  static compose(id: string, organizationId: string, composition: RoleComposition, by: string, at: Date): CustomRole {
    const role = new CustomRole();
    Object.assign(role, { id, organizationId, status: 'ACTIVE', createdAt: at });
    role.take(composition, by, at);
    role.record(new CustomRoleComposed(id, role.facts, at));
    return role;
  }

  /** @param members how many have it @throws DomainError `custom_role_retired` */
  change(wanted: Partial<RoleComposition>, by: string, members: number, at: Date): void {
    this.assertActive();
    const { name = this.name, description = this.description, permissions = this.permissions } = wanted;
    const isSame = String([...permissions].sort()) === String(this.permissions);
    if (isSame && name === this.name && description === this.description) return;
    this.take({ name, description, permissions }, isSame ? this.composedBy : by, at);
    this.record(new CustomRoleChanged(this.id, { ...this.facts, members }, at));
  }

  /** @throws DomainError `custom_role_retired` */
  retire(reason: string, at: Date): void {
    this.assertActive();
    Object.assign(this, { status: 'RETIRED', updatedAt: at });
    this.record(new CustomRoleRetired(this.id, { customRoleId: this.id, reason }, at));
  }

  /** @throws DomainError `custom_role_retired` */
  assertActive(): void {
    if (this.status === 'ACTIVE') return;
    throw new DomainError('conflict', 'custom_role_retired', `The role ${this.name} is retired.`);
  }

  private take({ name, description, permissions }: RoleComposition, by: string, at: Date): void {
    Object.assign(this, {
      name,
      description,
      permissions: [...new Set(permissions)].sort(),
      composedBy: by,
      updatedAt: at,
    });
  }

  private get facts() {
    const { id, name, permissions, composedBy } = this;
    return { customRoleId: id, name, permissions, composedBy };
  }
}

/** What the platform declares: which permissions there are, and which of them a role in an organization can hold. */
export interface DeclaredPermission {
  readonly name: string;
  /** None: the platform's super admins alone. */
  readonly roles: readonly string[];
}

/**
 * Nobody composes what he does not hold himself at that moment, nor hands out what belongs to the platform.
 * @throws DomainError `permission_unknown`, `permission_of_platform`, `composition_exceeds_own`, each naming the permissions
 */
export function refuseCompositionBeyondOwn(
  { permissions: held }: Pick<Holder, 'permissions'>,
  permissions: readonly string[],
  declared: readonly DeclaredPermission[],
): void {
  const known = new Map(declared.map((permission) => [permission.name, permission]));
  refuse(
    permissions.filter((name) => !known.has(name)),
    () => new DomainError('invalid', 'permission_unknown', 'There are no such permissions.'),
  );
  refuse(
    permissions.filter((name) => known.get(name)?.roles.length === 0),
    () => new DomainError('forbidden', 'permission_of_platform', 'Only the platform’s super admins may do this.'),
  );
  refuse(
    permissions.filter((name) => !held.has(name)),
    () =>
      new DomainError(
        'forbidden',
        'composition_exceeds_own',
        'You cannot put into a role what you may not do yourself.',
      ),
  );
}

function refuse(missing: readonly string[], because: () => DomainError): void {
  if (missing.length === 0) return;
  const { kind, code, message } = because();
  throw new DomainError(kind, code, `${message} (${missing.join(', ')})`, { permissions: missing });
}
