import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Document } from '../domain/document';
import type { DocumentVersion } from '../domain/document-version';
import { Documents } from '../persistence/documents';

export interface DocumentWithHistory {
  readonly document: Document;
  /** Oldest first. */
  readonly history: readonly DocumentVersion[];
}

@Injectable()
export class ReadDocument {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: Documents,
  ) {}

  /** @throws DomainError not_found, also for one out of scope */
  execute(id: string, principal: Principal): Promise<DocumentWithHistory> {
    return this.unitOfWork.run(async () => {
      const document = await this.documents.getInScope(id, principal);
      return { document, history: await this.documents.history(id) };
    });
  }
}
