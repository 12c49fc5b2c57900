import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { inspectDocumentFile } from '../../../platform/object-store/document-file';
import { objectKey, ObjectStore } from '../../../platform/object-store/object-store';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentFile } from '../domain/document-file';
import { DocumentFiles } from '../persistence/document-files';

export interface UploadDocumentFileCommand {
  readonly bytes: Uint8Array;
  /** As the sender declares it; the content must agree. */
  readonly contentType: string;
}

@Injectable()
export class UploadDocumentFile {
  constructor(
    private readonly objects: ObjectStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly files: DocumentFiles,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError those of `inspectDocumentFile` */
  async execute(command: UploadDocumentFileCommand, principal: Principal): Promise<DocumentFile> {
    const organizationId = organizationOf(principal);
    const { bytes, contentType } = inspectDocumentFile(command.bytes, command.contentType);
    const id = uuidv7();
    const key = objectKey('documents', organizationId, id, contentType);
    // Before the transaction, in which only the database is awaited. A file that no row points at does no harm.
    await this.objects.put(key, bytes, contentType);
    const known = { id, organizationId, objectKey: key, contentType, bytes: bytes.byteLength };
    const file = DocumentFile.upload({ ...known, uploadedBy: principal.userId }, this.clock.now());
    await this.unitOfWork.run(() => this.files.add(file));
    return file;
  }
}
