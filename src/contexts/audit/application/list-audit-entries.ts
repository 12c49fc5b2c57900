import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, type Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { auditPermissions } from '../audit.permissions';
import type { AuditEntry } from '../domain/audit-entry';
import { AuditEntries, type EntryFilter } from '../persistence/audit-entries';

export interface ListAuditEntriesQuery extends EntryFilter {
  readonly limit: number;
  readonly after?: string;
}

/**
 * The record of the caller's organization, newest first. A super admin who named no organization sees that of all, and the
 * platform's own.
 */
@Injectable()
export class ListAuditEntries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly entries: AuditEntries,
  ) {}

  /** @throws DomainError `outside_scope`, `cursor_invalid`, `period_invalid` */
  async execute(query: ListAuditEntriesQuery, principal: Principal): Promise<Page<AuditEntry>> {
    assertWholeOrganization(principal);
    const { organizationId, permissions } = principal;
    const { limit, after, ...filter } = query;
    if (filter.from && filter.to && filter.from >= filter.to) {
      throw new DomainError('invalid', 'period_invalid', 'The field from must be earlier than the field to.');
    }
    const window = { organizationId, after: decodeCursor(after, true), limit: limit + 1 };
    const personal = permissions.has(auditPermissions.readPersonal);
    const found = await this.unitOfWork.run(() => this.entries.list(filter, window, personal), {
      as: organizationId === null ? 'worker' : 'runtime',
      organizationId,
    });
    return pageOf(
      found,
      limit,
      ({ id, occurredAt }) => encodeCursor(id, occurredAt),
      (entry) => entry,
    );
  }
}
