import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { sqlState, UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentSet } from '../domain/document-set';
import type { WantedSet } from '../domain/wanted-documents';

const KEY = `hashtextextended('verification.document_sets ' || $1, 29)`;
const HOLD: Statement = {
  name: 'verification.document_sets.hold',
  text: `SELECT pg_advisory_xact_lock_shared(${KEY})`,
};
/** Whoever asks for the sets meanwhile waits behind the one who changes them: he gives up soon, for the rest of his transaction too. */
const PATIENCE = `SELECT set_config('lock_timeout', '2s', true)`;
const CLOSE: Statement = { name: 'verification.document_sets.close', text: `SELECT pg_advisory_xact_lock(${KEY})` };
/** PostgreSQL's lock_not_available. */
const GAVE_UP = '55P03';
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

  /**
   * All of them, to be changed: waits for whoever is judged by them, two seconds at most.
   * @throws DomainError (conflict) `document_sets_in_use`
   */
  async open(organizationId: string): Promise<DocumentSet[]> {
    await this.unitOfWork.query(PATIENCE);
    try {
      await this.unitOfWork.query(CLOSE, [organizationId]);
    } catch (error) {
      throw sqlState(error) === GAVE_UP ? inUse() : error;
    }
    return this.all(organizationId);
  }

  all(organizationId: string): Promise<DocumentSet[]> {
    return this.unitOfWork.manager.find(DocumentSet, {
      where: { organizationId },
      order: { subjectType: 'ASC', city: 'ASC', fuelType: 'ASC' },
    });
  }
}

function inUse(): DomainError {
  return new DomainError(
    'conflict',
    'document_sets_in_use',
    'Drivers or vehicles are being judged by these sets just now, as an import registers them. Nothing was changed; send it again later.',
  );
}
