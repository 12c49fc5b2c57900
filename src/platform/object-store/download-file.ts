import { Injectable, StreamableFile } from '@nestjs/common';
import { DomainError } from '../errors/domain-error';
import { ObjectStore } from './object-store';
import { attachmentNamed, SignedLinks } from './signed-links';

@Injectable()
export class DownloadFile {
  constructor(
    private readonly links: SignedLinks,
    private readonly objects: ObjectStore,
  ) {}

  /** @throws DomainError not_found: the link is none, or has expired, or its file is not stored any more; ObjectStoreDown */
  async execute(token: string): Promise<StreamableFile> {
    const { key, fileName, contentType } = this.links.open(token);
    const opened = await this.objects.open(key);
    if (!opened) throw new DomainError('not_found', 'file_not_found', 'The file is not stored any more.');
    return new StreamableFile(opened.stream, {
      type: contentType,
      disposition: attachmentNamed(fileName),
      length: opened.byteLength,
    });
  }
}
