import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentSet } from '../domain/document-set';
import type { WantedSet } from '../domain/wanted-documents';

const KEY = `hashtextextended('verification.document_sets ' || $1, 29)`;
const HOLD: Statement = {
  name: 'verification.document_sets.hold',
  text: `SELECT pg_advisory_xact_lock_shared(${KEY})`,
};
const CLOSE: Statement = { name: 'verification.document_sets.close', text: `SELECT pg_advisory_xact_lock(${KEY})` };
const WANTED: Statement = {
  name: 'verification.document_sets.wanted',
  text: `SELECT subject_type AS "subjectType", city, fuel_type AS "fuelType", documents
         FROM verification.document_sets WHERE organization_id = $1`,
};

@Injectable()
export class DocumentSets extends AggregateStore<DocumentSet> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, DocumentSet, 'document set', {
      document_sets_one_each: () =>
        new DomainError('conflict', 'concurrent_change', 'This set was configured by another request; read it again.'),
    });
  }

  /**
   * What the operator wants, held until the transaction ends: who is being registered by it is committed before a change of it,
   * whose review then finds him. Shared, and taken after everything else, so nobody waits in a circle.
   */
  hold(organizationId: string): Promise<readonly WantedSet[]> {
    return this.unitOfWork.once(`${DocumentSets.name} ${organizationId}`, async () => {
      await this.unitOfWork.query(HOLD, [organizationId]);
      return this.unitOfWork.rows<WantedSet & object>(WANTED, [organizationId]);
    });
  }

  /** All of them, to be changed: waits for whoever is judged by them. */
  async open(organizationId: string): Promise<DocumentSet[]> {
    await this.unitOfWork.query(CLOSE, [organizationId]);
    return this.all(organizationId);
  }

  all(organizationId: string): Promise<DocumentSet[]> {
    return this.unitOfWork.manager.find(DocumentSet, {
      where: { organizationId },
      order: { subjectType: 'ASC', city: 'ASC', fuelType: 'ASC' },
    });
  }
}
