import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Aggregate } from '../../../platform/events/aggregate';
import { DocumentFileUploaded } from '../contracts/verification-events';

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
}
