import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { AggregateStore, constraintOf } from '../../../platform/database/aggregate-store';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { CustomRoleDeleted } from '../contracts/identity-events';
import { CustomRole } from '../domain/custom-role';

const MEMBERS: Statement = {
  name: 'identity.custom_roles.members',
  text: `SELECT DISTINCT user_id AS "userId" FROM identity.memberships
         WHERE custom_role_id = $1 AND organization_id = $2 AND status = 'ACTIVE' ORDER BY 1`,
};
const DELETE: Statement = {
  name: 'identity.custom_roles.delete',
  text: 'DELETE FROM identity.custom_roles WHERE id = $1 AND organization_id = $2',
};

/** Another organization's role is not found. A grant reads it under a share lock, a change under its own: one waits for the other. */
@Injectable()
export class CustomRoles extends AggregateStore<CustomRole> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, CustomRole, 'role', {
      custom_roles_name: () =>
        new DomainError(
          'conflict',
          'role_name_taken',
          'Another role of the organization that is not retired has this name.',
          {
            field: 'name',
          },
        ),
    });
  }

  /** Until the transaction ends nobody changes it. @throws DomainError not_found */
  hold(id: string, organizationId: string): Promise<CustomRole> {
    return this.one(id, organizationId, 'pessimistic_read');
  }

  /** For a change: waits for whoever is granting or changing it. @throws DomainError not_found */
  lock(id: string, organizationId: string): Promise<CustomRole> {
    return this.one(id, organizationId, 'pessimistic_write');
  }

  /** @throws DomainError not_found */
  show(id: string, organizationId: string): Promise<CustomRole> {
    return this.one(id, organizationId);
  }

  /** Newest first. */
  async list(organizationId: string, { limit, after }: PageRequest): Promise<Page<CustomRole>> {
    const query = this.of(organizationId);
    const cursor = decodeCursor(after);
    if (cursor) query.andWhere('row.id < :after', { after: cursor.id });
    const rows = await query
      .orderBy('row.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    return pageOf(
      rows,
      limit,
      ({ id }) => encodeCursor(id),
      (row) => row,
    );
  }

  /** Those who have it now, by id. */
  async membersOf({ id, organizationId }: CustomRole): Promise<string[]> {
    const rows = await this.unitOfWork.rows<{ userId: string }>(MEMBERS, [id, organizationId]);
    return rows.map(({ userId }) => userId);
  }

  /** @throws DomainError `role_in_use` where somebody has it or once had it */
  async delete({ id, organizationId }: CustomRole, at: Date): Promise<void> {
    try {
      await this.unitOfWork.query(DELETE, [id, organizationId]);
    } catch (error) {
      if (constraintOf(error) !== 'memberships_custom_role') throw error;
      const sentence = 'Somebody has or had this role. Retire it: nobody is granted it then.';
      throw new DomainError('conflict', 'role_in_use', sentence);
    }
    await this.unitOfWork.publish(new CustomRoleDeleted(id, { customRoleId: id }, at));
  }

  private async one(id: string, organizationId: string, rowLock?: 'pessimistic_read' | 'pessimistic_write') {
    const query = this.of(organizationId).andWhere('row.id = :id', { id });
    const role = await (rowLock ? query.setLock(rowLock) : query).getOne();
    if (!role) throw notFound('role', id);
    return role;
  }

  private of(organizationId: string): SelectQueryBuilder<CustomRole> {
    const query = this.unitOfWork.manager.createQueryBuilder(CustomRole, 'row');
    return query.where('row.organizationId = :organizationId', { organizationId });
  }
}
