import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentFile } from '../domain/document-file';

@Injectable()
export class DocumentFiles extends AggregateStore<DocumentFile> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, DocumentFile, 'file');
  }

  /** @throws DomainError not_found, also for what another uploaded */
  async assertUploadedBy(userId: string, id: string): Promise<void> {
    if ((await this.find(id))?.uploadedBy !== userId) throw notFound('file', id);
  }
}
