import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, type Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { auditPermissions } from '../audit.permissions';
import type { AuditEntry, Seal } from '../domain/audit-entry';
import { AuditEntries } from '../persistence/audit-entries';

/** One entry, with its place in the chain once it is sealed. Visible to whom the list shows it. */
@Injectable()
export class ReadAuditEntry {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly entries: AuditEntries,
  ) {}

  /** @throws DomainError `outside_scope`, not_found */
  async execute(id: string, principal: Principal): Promise<{ entry: AuditEntry; seal: Seal | null }> {
    assertWholeOrganization(principal);
    const { organizationId, permissions } = principal;
    const found = await this.unitOfWork.run(
      () => this.entries.find(id, organizationId, permissions.has(auditPermissions.readPersonal)),
      { as: organizationId === null ? 'worker' : 'runtime', organizationId },
    );
    if (!found) throw notFound('audit entry', id);
    return found;
  }
}
