import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { type SignedLink, SignedLinks } from '../../../platform/object-store/signed-links';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentDownloaded } from '../contracts/verification-events';
import { DocumentFiles } from '../persistence/document-files';
import { Documents } from '../persistence/documents';

/** The only way to a file: by a link that lasts minutes. The audit knows that it was given, and to whom, and each fetch by it. */
@Injectable()
export class LinkToFile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly files: DocumentFiles,
    private readonly links: SignedLinks,
  ) {}

  /**
   * @param own the driver who asks for his own
   * @throws DomainError not_found, also for one out of scope; `document_file_not_found` where it shows none
   */
  execute(id: string, principal: Principal, own: { driverId: string } | null = null): Promise<SignedLink> {
    return this.unitOfWork.run(async () => {
      const document = own
        ? await this.documents.getOfDriver(id, own.driverId)
        : await this.documents.getInScope(id, principal);
      if (document.fileId === null)
        throw new DomainError('not_found', 'document_file_not_found', 'This document was submitted without a file.');
      const { objectKey } = await this.files.get(document.fileId);
      const given = new DocumentDownloaded(document.id, document.fact(), this.clock.now());
      given.aggregateVersion = document.version;
      await this.unitOfWork.publish(given);
      const holder = { userId: principal.userId, entity: 'document', entityId: document.id };
      return this.links.issue(objectKey, document.documentType.replaceAll('_', ' '), holder);
    });
  }
}
