import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Membership } from '../domain/membership';
import { Visibility } from './visibility';

const ELSEWHERE: Statement = {
  name: 'identity.memberships.elsewhere',
  text: `SELECT EXISTS (SELECT FROM identity.memberships
           WHERE user_id = $1 AND status = 'ACTIVE' AND organization_id IS DISTINCT FROM $2) AS elsewhere`,
};
const MAY_LOG_IN: Statement = {
  name: 'identity.memberships.may_log_in',
  text: `SELECT EXISTS (SELECT FROM identity.memberships m LEFT JOIN identity.organizations o ON o.id = m.organization_id
           WHERE m.user_id = $1 AND m.status = 'ACTIVE' AND (m.organization_id IS NULL OR o.status = 'ACTIVE')) AS may`,
};
const LOGINS: Statement = {
  name: 'identity.memberships.logins',
  text: `SELECT m.organization_id AS "organizationId", o.name, o.code, array_agg(m.role ORDER BY m.role) AS roles
         FROM identity.memberships m LEFT JOIN identity.organizations o ON o.id = m.organization_id
         WHERE m.user_id = $1 AND m.status = 'ACTIVE' AND (m.organization_id IS NULL OR o.status = 'ACTIVE')
         GROUP BY 1, 2, 3 ORDER BY o.name NULLS FIRST`,
};
const OTHER_SUPER_ADMIN: Statement = {
  name: 'identity.memberships.other_super_admin',
  text: `SELECT EXISTS (SELECT FROM identity.memberships m JOIN identity.users u ON u.id = m.user_id
           WHERE m.organization_id IS NULL AND m.status = 'ACTIVE' AND u.status = 'ACTIVE'
             AND ($1::uuid IS NULL OR m.user_id <> $1)) AS other`,
};

const CUSTOM_ROLES: Statement = {
  name: 'identity.memberships.custom_roles',
  text: 'SELECT id, name, permissions FROM identity.custom_roles WHERE id = ANY($1)',
};

interface CustomRoleRow {
  readonly id: string;
  readonly name: string;
  readonly permissions: string[];
}

/** Somewhere that a user can log in to. */
export interface LoginChoice {
  /** Null: the platform. */
  readonly organizationId: string | null;
  readonly name: string | null;
  readonly code: string | null;
  readonly roles: readonly string[];
}

@Injectable()
export class Memberships extends AggregateStore<Membership> {
  constructor(
    unitOfWork: UnitOfWork,
    private readonly visibility: Visibility,
  ) {
    super(unitOfWork, Membership, 'membership', {
      memberships_one_active_role: () =>
        new DomainError(
          'conflict',
          'already_member',
          'A user with this phone has this role in this organization already.',
        ),
      memberships_one_active_subject: () =>
        new DomainError('conflict', 'already_member', 'This driver or manager has an account already.'),
    });
  }

  /** Those in force, of one user in one organization (null: the platform), oldest first. */
  async activeOf(userId: string, organizationId: string | null): Promise<Membership[]> {
    const memberships = await this.unitOfWork.manager.find(Membership, {
      where: { userId, organizationId: organizationId ?? IsNull(), status: 'ACTIVE' },
      order: { id: 'ASC' },
    });
    await this.fillCustomRoles(memberships);
    return memberships;
  }

  private async fillCustomRoles(memberships: readonly Membership[]): Promise<void> {
    const ids = memberships.flatMap(({ customRoleId }) => customRoleId ?? []);
    if (ids.length === 0) return;
    const roles = await this.unitOfWork.rows<CustomRoleRow>(CUSTOM_ROLES, [ids]);
    for (const membership of memberships) {
      membership.customRole = roles.find(({ id }) => id === membership.customRoleId) ?? null;
    }
  }

  /** The newest of a driver or manager of this organization, in force or ended. */
  ofSubject(subjectId: string, organizationId: string): Promise<Membership | null> {
    return this.unitOfWork.manager.findOne(Membership, { where: { subjectId, organizationId }, order: { id: 'DESC' } });
  }

  /** Whether he is also a member of something else than this organization (null: the platform). */
  async isElsewhere(userId: string, organizationId: string | null): Promise<boolean> {
    return this.visibility.ofUser(userId, async () => {
      const [row] = await this.unitOfWork.rows<{ elsewhere: boolean }>(ELSEWHERE, [userId, organizationId]);
      return row!.elsewhere;
    });
  }

  async mayLogIn(userId: string): Promise<boolean> {
    return this.visibility.ofUser(userId, async () => {
      const [row] = await this.unitOfWork.rows<{ may: boolean }>(MAY_LOG_IN, [userId]);
      return row!.may;
    });
  }

  loginChoices(userId: string): Promise<LoginChoice[]> {
    return this.visibility.ofUser(userId, () => this.unitOfWork.rows<LoginChoice>(LOGINS, [userId]));
  }

  /** Needs `visibility.ofPlatform`. @param userId whom not to count */
  async isThereAnotherSuperAdmin(userId: string | null): Promise<boolean> {
    const [row] = await this.unitOfWork.rows<{ other: boolean }>(OTHER_SUPER_ADMIN, [userId]);
    return row!.other;
  }
}
