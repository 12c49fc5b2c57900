import { DomainEvent } from '../events/domain-event';

/**
 * Somebody fetched a file by a link, once for each time. The actor is whom the link was issued to, since nobody logs in to follow
 * one; from where it was fetched is in the address. Told before the first byte is sent: whether all arrived, nobody can know.
 */
export class FileDownloaded extends DomainEvent<{
  fileId: string;
  /** Of which kind of files: `documents`. */
  kind: string;
  /** What it belongs to, as its own events name it. */
  entity: string;
  entityId: string;
}> {
  static override readonly type = 'platform.file_downloaded';
  static override readonly aggregateType = 'file';
}
