import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Document } from '../domain/document';
import type { Standing } from '../domain/standing';
import { type WantedDocument, wantedOf } from '../domain/wanted-documents';
import { DocumentSets } from '../persistence/document-sets';
import { Documents } from '../persistence/documents';
import { Standings } from '../persistence/standings';
import { SubjectDirectory } from '../projections/subject-directory';
import { callingDriver } from './calling-driver';

export interface OwnDocuments {
  readonly wanted: readonly WantedDocument[];
  /** Null where he was registered before documents were asked for. */
  readonly standing: Standing | null;
  readonly documents: Page<Document>;
}

@Injectable()
export class ShowOwnDocuments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly documents: Documents,
    private readonly standings: Standings,
    private readonly sets: DocumentSets,
    private readonly subjects: SubjectDirectory,
  ) {}

  /** @throws DomainError `not_a_driver`, `cursor_invalid` */
  async execute({ limit, after }: PageRequest, principal: Principal): Promise<OwnDocuments> {
    const driverId = callingDriver(principal);
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const known = await this.subjects.find('driver', driverId, organizationId);
      const sets = await this.sets.all(organizationId);
      return {
        wanted: known ? wantedOf(known, sets) : [],
        standing: await this.standings.find(driverId),
        documents: await this.documents.listOfDriver(driverId, { limit, after }),
      };
    });
  }
}
