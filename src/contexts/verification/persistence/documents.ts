import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { Principal } from '../../../platform/auth/principal';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DocumentSubject } from '../contracts/verification-events';
import { Document } from '../domain/document';
import { documentInReview, numberHeld } from '../domain/document-errors';
import type { DocumentStatus } from '../domain/document-status';
import type { DocumentType } from '../domain/document-types';
import type { DocumentVersion } from '../domain/document-version';
import type { DocumentAtHand } from '../domain/judge-standing';

export interface DocumentFilter {
  readonly limit: number;
  readonly after?: string;
  readonly subjectType?: DocumentSubject;
  readonly subjectId?: string;
  readonly documentType?: DocumentType;
  readonly status?: readonly DocumentStatus[];
  /** Only those that count, or only those that do not. */
  readonly isCurrent?: boolean;
  /** The last day of validity at the latest, `YYYY-MM-DD`. */
  readonly expiresBy?: string;
}

const AT_HAND: Statement = {
  name: 'verification.document.at_hand',
  text: `SELECT document_type AS "documentType", status, replaced_by AS "replacedBy", expires_on::text AS "expiresOn"
         FROM verification.documents
         WHERE organization_id = $1 AND subject_type = $2 AND subject_id = $3 ORDER BY id DESC`,
};
/** The database keeps them itself, by a trigger. */
const HISTORY: Statement = {
  name: 'verification.document.history',
  text: `SELECT version, status, source_answer AS "sourceAnswer", replaced_by AS "replacedBy", reminded_days AS "remindedDays",
           changed_at AS "changedAt", changed_by AS "changedBy", reason
         FROM verification.document_versions WHERE document_id = $1 ORDER BY version`,
};

/** As `documents_number_once` has it, of another subject. One policy or permit may cover a whole fleet. */
const HOLDER: Statement = {
  name: 'verification.document.holder',
  text: `SELECT id FROM verification.documents
         WHERE organization_id = $1 AND subject_type = $2 AND subject_type IN ('driver', 'vehicle', 'user')
           AND document_type = $3 AND document_type NOT IN ('aadhaar', 'insurance', 'permit') AND number = $4
           AND coalesce(left(ifsc, 4), '') = coalesce(left($5::text, 4), '') AND subject_id <> $6
           AND status = 'VERIFIED' AND replaced_by IS NULL AND released_at IS NULL`,
};

@Injectable()
export class Documents extends AggregateStore<Document> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Document, 'document', {
      documents_one_open: () => documentInReview(),
      documents_number_once: () => numberHeld(),
      documents_one_current: () =>
        new DomainError('conflict', 'concurrent_change', 'Another document of this type was verified at this moment.'),
      documents_file_once: () =>
        new DomainError('conflict', 'file_used', 'Another document shows this file already. Upload it again.', {
          field: 'fileId',
        }),
    });
  }

  /** All of one driver or vehicle, as much as says whether they count; newest first. */
  atHand(type: DocumentSubject, id: string, organizationId: string): Promise<DocumentAtHand[]> {
    return this.unitOfWork.rows<DocumentAtHand & object>(AT_HAND, [organizationId, type, id]);
  }

  history(id: string): Promise<DocumentVersion[]> {
    return this.unitOfWork.rows<DocumentVersion & object>(HISTORY, [id]);
  }

  /** Of the same subject and type: the one that counts, or the one that waits for a decision. */
  sameOf(
    { subjectType, subjectId, documentType }: Pick<Document, 'subjectType' | 'subjectId' | 'documentType'>,
    which: 'current' | 'open',
  ): Promise<Document | null> {
    const status =
      which === 'current'
        ? `row.status = 'VERIFIED' AND row.replacedBy IS NULL`
        : `row.status IN ('PENDING', 'UNDER_REVIEW')`;
    return this.ofOrganization()
      .andWhere('row.subjectType = :subjectType AND row.subjectId = :subjectId', { subjectType, subjectId })
      .andWhere('row.documentType = :documentType', { documentType })
      .andWhere(status)
      .getOne();
  }

  /** The id of the document by which another subject of its kind has its number already; null where none does. */
  async holderOf(document: Document): Promise<string | null> {
    const { organizationId, subjectType, subjectId, documentType, number, ifsc } = document;
    const values = [organizationId, subjectType, documentType, number, ifsc, subjectId];
    return (await this.unitOfWork.rows<{ id: string }>(HOLDER, values))[0]?.id ?? null;
  }

  /** The one in whose place that one was verified. */
  replacedBy(id: string): Promise<Document | null> {
    return this.ofOrganization().andWhere('row.replacedBy = :id', { id }).getOne();
  }

  /** All of the subject that were verified and neither lapsed nor were revoked, also those that a newer one replaced. */
  verifiedOf(type: DocumentSubject, id: string): Promise<Document[]> {
    return this.ofOrganization()
      .andWhere(`row.subjectType = :type AND row.subjectId = :id AND row.status = 'VERIFIED'`, { type, id })
      .orderBy('row.id')
      .getMany();
  }

  /** @throws DomainError not_found, also for one outside the fleets and hubs of the principal */
  async getInScope(id: string, principal: Principal): Promise<Document> {
    const found = await this.inScope(principal).andWhere('row.id = :id', { id }).getOne();
    if (!found) throw notFound('document', id);
    return found;
  }

  /** @throws DomainError not_found, also for another driver's */
  async getOfDriver(id: string, driverId: string): Promise<Document> {
    const found = await this.find(id);
    if (found?.subjectType !== 'driver' || found.subjectId !== driverId) throw notFound('document', id);
    return found;
  }

  /** Newest first, within the fleets and hubs of the principal. */
  list(filter: DocumentFilter, principal: Principal): Promise<Page<Document>> {
    return page(this.inScope(principal), filter);
  }

  listOfDriver(driverId: string, filter: Pick<DocumentFilter, 'limit' | 'after'>): Promise<Page<Document>> {
    return page(this.ofOrganization(), { ...filter, subjectType: 'driver', subjectId: driverId });
  }

  private ofOrganization(): SelectQueryBuilder<Document> {
    const { organizationId, manager } = this.unitOfWork;
    return manager
      .createQueryBuilder(Document, 'row')
      .where('row.organizationId = :organizationId', { organizationId });
  }

  private inScope({ fleetIds, hubIds }: Principal): SelectQueryBuilder<Document> {
    const query = this.ofOrganization();
    if (fleetIds === null && hubIds === null) return query;
    const conditions = [
      's.organization_id = row.organizationId',
      's.subject_type = row.subjectType',
      's.subject_id = row.subjectId',
      ...(fleetIds ? ['s.fleet_id = ANY(:fleetIds)'] : []),
      ...(hubIds ? ['s.hub_id = ANY(:hubIds)'] : []),
    ];
    const known = `EXISTS (SELECT FROM verification.subjects s WHERE ${conditions.join(' AND ')})`;
    return query.andWhere(known, { fleetIds, hubIds });
  }
}

function page(query: SelectQueryBuilder<Document>, filter: DocumentFilter): Promise<Page<Document>> {
  const { limit, subjectType, subjectId, documentType, status, isCurrent, expiresBy } = filter;
  const cursor = decodeCursor(filter.after);
  if (subjectType) query.andWhere('row.subjectType = :subjectType', { subjectType });
  if (subjectId) query.andWhere('row.subjectId = :subjectId', { subjectId });
  if (documentType) query.andWhere('row.documentType = :documentType', { documentType });
  if (status) query.andWhere('row.status = ANY(:status)', { status });
  if (isCurrent !== undefined)
    query.andWhere(`(row.status = 'VERIFIED' AND row.replacedBy IS NULL) = :isCurrent`, { isCurrent });
  if (expiresBy) query.andWhere('row.expiresOn <= :expiresBy', { expiresBy });
  if (cursor) query.andWhere('row.id < :after', { after: cursor.id });
  return query
    .orderBy('row.id', 'DESC')
    .limit(limit + 1)
    .getMany()
    .then((rows) =>
      pageOf(
        rows,
        limit,
        ({ id }) => encodeCursor(id),
        (document) => document,
      ),
    );
}
