import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { inspectDocumentFile } from '../../../platform/object-store/document-file';
import { objectKey, ObjectStore } from '../../../platform/object-store/object-store';
import { putThen } from '../../../platform/object-store/put-then';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { assertRoomForFile } from '../domain/document-errors';
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

  /** @throws DomainError those of `inspectDocumentFile`; `too_many_unsubmitted_files` */
  async execute(command: UploadDocumentFileCommand, principal: Principal): Promise<DocumentFile> {
    const organizationId = organizationOf(principal);
    const { bytes, contentType } = inspectDocumentFile(command.bytes, command.contentType);
    const { userId: uploadedBy } = principal;
    // Looked at before anything is stored, and under the lock again, where several come at once.
    await this.unitOfWork.run(() => this.assertRoom(uploadedBy));
    const id = uuidv7();
    const key = objectKey('documents', organizationId, id, contentType);
    const known = { id, organizationId, objectKey: key, contentType, bytes: bytes.byteLength };
    const file = DocumentFile.upload({ ...known, uploadedBy }, this.clock.now());
    const add = async (): Promise<void> => {
      await this.assertRoom(uploadedBy);
      await this.files.add(file);
    };
    // Stored before the transaction, in which only the database is awaited.
    const locks = [lock('user', uploadedBy)];
    await putThen(this.objects, { key, bytes, contentType }, () => this.unitOfWork.run(add, { locks }));
    return file;
  }

  private async assertRoom(uploadedBy: string): Promise<void> {
    assertRoomForFile(await this.files.countUnsubmitted(uploadedBy, this.clock.now()));
  }
}
