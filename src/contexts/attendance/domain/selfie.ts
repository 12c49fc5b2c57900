import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { SelfieUploaded } from '../contracts/attendance-events';

/** Ten minutes: who checks in shows who he is now, and not this morning. Domain time. */
export const SELFIE_LIFETIME_MILLISECONDS = 10 * 60_000;

/** Domain time. By then no check-in can use it any more. */
export const KEPT_UNUSED_MILLISECONDS = 2 * SELFIE_LIFETIME_MILLISECONDS;
/** Of one driver. */
export const MOST_UNUSED = 40;

export interface UploadedSelfie {
  readonly id: string;
  readonly organizationId: string;
  readonly driverId: string;
  readonly objectKey: string;
  readonly contentType: string;
  /** How many. */
  readonly bytes: number;
}

/** What is known of an image that a driver uploaded. Never changes; the attendance that used it points at it. */
@Entity({ schema: 'attendance', name: 'selfies' })
export class Selfie extends Aggregate {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  /** The only one: a selfie never changes. */
  version = 1;

  @Column('uuid', { name: 'driver_id' })
  driverId: string;

  @Column('text', { name: 'object_key' })
  objectKey: string;

  @Column('text', { name: 'content_type' })
  contentType: string;

  @Column('int')
  bytes: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  static upload(uploaded: UploadedSelfie, at: Date): Selfie {
    const selfie = Object.assign(new Selfie(), uploaded, { createdAt: at });
    const { id, driverId, contentType, bytes } = uploaded;
    selfie.record(new SelfieUploaded(id, { selfieId: id, driverId, contentType, bytes }, at));
    return selfie;
  }

  /** @throws DomainError (rule) `selfie_too_old` */
  assertRecent(at: Date): void {
    if (at.getTime() - this.createdAt.getTime() <= SELFIE_LIFETIME_MILLISECONDS) return;
    throw new DomainError('rule', 'selfie_too_old', 'The selfie is more than 10 minutes old. Take a new one.', {
      takenAt: this.createdAt.toISOString(),
    });
  }
}
