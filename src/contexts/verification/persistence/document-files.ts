import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentFile } from '../domain/document-file';

/** Where the job has not been for a month, it begins there: what is older stays. */
const LOOKED_BACK = `interval '30 days'`;
const COUNT_UNSUBMITTED: Statement = {
  name: 'verification.files.count_unsubmitted',
  text: `SELECT count(*)::int AS count FROM verification.files file
         WHERE uploaded_by = $1 AND uploaded_at > $2::timestamptz - ${LOOKED_BACK}
           AND NOT EXISTS (SELECT FROM verification.documents WHERE file_id = file.id)`,
};
const UNSUBMITTED: Statement = {
  name: 'verification.files.unsubmitted',
  text: `SELECT id, object_key AS "objectKey" FROM verification.files file
         WHERE uploaded_at < $1 AND uploaded_at > $1::timestamptz - ${LOOKED_BACK}
           AND NOT EXISTS (SELECT FROM verification.documents WHERE file_id = file.id)
         ORDER BY uploaded_at LIMIT $2`,
};
const FORGET: Statement = {
  name: 'verification.files.forget',
  text: `DELETE FROM verification.files file
         WHERE id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM verification.documents WHERE file_id = file.id)`,
};

@Injectable()
export class DocumentFiles extends AggregateStore<DocumentFile> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, DocumentFile, 'file');
  }

  /** @throws DomainError not_found, also for what another uploaded, and a day after the upload */
  async assertSubmittable(userId: string, id: string, at: Date): Promise<void> {
    if (!(await this.find(id))?.isSubmittableBy(userId, at)) throw notFound('file', id);
  }

  /** How many of his no document shows, in the organization of the unit of work. */
  async countUnsubmitted(userId: string, at: Date): Promise<number> {
    const [row] = await this.unitOfWork.rows<{ count: number }>(COUNT_UNSUBMITTED, [userId, at]);
    return row!.count;
  }

  /** Of every organization, in a unit of work of the worker; the oldest first. */
  unsubmittedBefore(at: Date, most: number): Promise<Pick<DocumentFile, 'id' | 'objectKey'>[]> {
    return this.unitOfWork.rows(UNSUBMITTED, [at, most]);
  }

  async forget(ids: readonly string[]): Promise<void> {
    await this.unitOfWork.query(FORGET, [ids]);
  }
}
