import { Injectable, StreamableFile } from '@nestjs/common';
import { Clock } from '../clock';
import { DomainError } from '../errors/domain-error';
import { callContext } from '../telemetry/call-context';
import { UnitOfWork } from '../transaction/unit-of-work';
import { FileDownloaded } from './file-events';
import { ObjectStore, parseObjectKey } from './object-store';
import { attachmentNamed, type LinkedObject, SignedLinks } from './signed-links';

@Injectable()
export class DownloadFile {
  constructor(
    private readonly links: SignedLinks,
    private readonly objects: ObjectStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Hands nothing out that is not in the record.
   * @throws DomainError not_found: the link is none, or has expired, or its file is not stored any more; ObjectStoreDown
   */
  async execute(token: string): Promise<StreamableFile> {
    const linked = this.links.open(token);
    const opened = await this.objects.open(linked.key);
    if (!opened) throw new DomainError('not_found', 'file_not_found', 'The file is not stored any more.');
    try {
      await this.tell(linked);
    } catch (error) {
      opened.stream.destroy();
      throw error;
    }
    return new StreamableFile(opened.stream, {
      type: linked.contentType,
      disposition: attachmentNamed(linked.fileName),
      length: opened.byteLength,
    });
  }

  private tell({ key, holder: { userId, entity, entityId } }: LinkedObject): Promise<void> {
    const { kind, organizationId, file } = parseObjectKey(key)!;
    const fileId = file.slice(0, file.indexOf('.'));
    const fetched = new FileDownloaded(fileId, { fileId, kind, entity, entityId }, this.clock.now());
    const holding = { ...callContext.get()!, actor: { type: 'user', id: userId } as const, organizationId };
    return callContext.run(holding, () => this.unitOfWork.run(() => this.unitOfWork.publish(fetched)));
  }
}
