import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Aggregate } from '../../../platform/events/aggregate';
import { DocumentFileUploaded } from '../contracts/verification-events';

/** Domain time. For so long a file may be submitted after its upload; an hour later it is removed where it was not. */
export const SUBMITTED_WITHIN_MS = 24 * 3_600_000;
export const KEPT_UNSUBMITTED_MS = SUBMITTED_WITHIN_MS + 3_600_000;
/** Of one uploader: a driver's papers several times over, or an afternoon's of an operator. */
export const MOST_UNSUBMITTED = 50;

export interface UploadedFile {
  readonly id: string;
  readonly organizationId: string;
  readonly objectKey: string;
  readonly contentType: string;
  /** How many. */
  readonly bytes: number;
  readonly uploadedBy: string;
}

/** What is known of a file in the object store. Never changes; one document at most shows it. */
@Entity({ schema: 'verification', name: 'files' })
export class DocumentFile extends Aggregate implements UploadedFile {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  /** The only one. */
  override version = 1;
  @Column('text', { name: 'object_key' }) objectKey: string;
  @Column('text', { name: 'content_type' }) contentType: string;
  @Column('int') bytes: number;
  @Column('uuid', { name: 'uploaded_by' }) uploadedBy: string;
  @Column('timestamptz', { name: 'uploaded_at' }) uploadedAt: Date;

  static upload(uploaded: UploadedFile, at: Date): DocumentFile {
    const file = Object.assign(new DocumentFile(), uploaded, { uploadedAt: at });
    const { id: fileId, contentType, bytes } = uploaded;
    file.record(new DocumentFileUploaded(fileId, { fileId, contentType, bytes }, at));
    return file;
  }

  isSubmittableBy(userId: string, at: Date): boolean {
    return this.uploadedBy === userId && at.getTime() - this.uploadedAt.getTime() <= SUBMITTED_WITHIN_MS;
  }
}
