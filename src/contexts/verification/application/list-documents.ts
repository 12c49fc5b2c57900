import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Document } from '../domain/document';
import { type DocumentFilter, Documents } from '../persistence/documents';

@Injectable()
export class ListDocuments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: Documents,
  ) {}

  /** @throws DomainError `cursor_invalid` */
  execute(filter: DocumentFilter, principal: Principal): Promise<Page<Document>> {
    return this.unitOfWork.run(() => this.documents.list(filter, principal));
  }
}
