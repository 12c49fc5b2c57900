import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ListedOrganization } from '../application/listed-organization';
import { Organization, type OrganizationStatus } from '../domain/organization';
import { GlobalStore } from './global-store';

const COLUMNS = 'id, name, code, status, status_reason AS "statusReason", created_at AS "createdAt"';
const SHOW: Statement = {
  name: 'identity.organizations.show',
  text: `SELECT ${COLUMNS} FROM identity.organizations WHERE id = $1`,
};
const BY_CODE: Statement = {
  name: 'identity.organizations.by_code',
  text: `SELECT id, status FROM identity.organizations WHERE code = $1 AND status <> 'REJECTED'`,
};
const LIST: Statement = {
  name: 'identity.organizations.list',
  text: `SELECT ${COLUMNS} FROM identity.organizations
         WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR status = $2) AND ($3::uuid IS NULL OR id = $3)
         ORDER BY id DESC LIMIT $4`,
};

/** Row-level security shows the runtime role its own organization, all of them under `visibility.ofPlatform`. */
@Injectable()
export class Organizations extends GlobalStore<Organization> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Organization, 'organization', {
      organizations_code: () =>
        new DomainError('conflict', 'code_taken', 'Another organization has this code. Choose another.'),
    });
  }

  /** Without the row's lock. */
  async show(id: string): Promise<ListedOrganization | null> {
    const [row] = await this.unitOfWork.rows<ListedOrganization>(SHOW, [id]);
    return row ?? null;
  }

  /** Without the row's lock. Needs `visibility.ofCode`. */
  async findByCode(code: string): Promise<{ id: string; status: OrganizationStatus } | null> {
    const [row] = await this.unitOfWork.rows<{ id: string; status: OrganizationStatus }>(BY_CODE, [code]);
    return row ?? null;
  }

  /** Newest first. @param only the one that the caller may see; null: all */
  list(
    filter: { before: string | null; status: OrganizationStatus | null; only: string | null },
    limit: number,
  ): Promise<ListedOrganization[]> {
    return this.unitOfWork.rows<ListedOrganization>(LIST, [filter.before, filter.status, filter.only, limit]);
  }
}
