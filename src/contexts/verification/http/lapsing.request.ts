import { IsIn, IsInt, IsUUID, Max, Min } from 'class-validator';
import { MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { DocumentSubject } from '../contracts/verification-events';
import { DOCUMENT_SUBJECTS, DOCUMENT_TYPES, type DocumentType } from '../domain/document-types';
import { REMINDER_DAYS } from '../domain/expiry';

export class ListLapsingRequest extends PageRequest {
  /**
   * Only those that lapse within so many days from today.
   * @example 15
   */
  @IsInt()
  @Min(0)
  @Max(366)
  withinDays: number = Math.max(...REMINDER_DAYS);

  /** Only of this kind of subject. */
  @MayBeLeftOut()
  @IsIn(DOCUMENT_SUBJECTS)
  subjectType?: DocumentSubject;

  /** Only of this type. */
  @MayBeLeftOut()
  @IsIn(DOCUMENT_TYPES)
  documentType?: DocumentType;

  /** Only of this fleet, its drivers and vehicles. */
  @MayBeLeftOut()
  @IsUUID()
  fleetId?: string;

  /** Only of drivers and vehicles of this hub. */
  @MayBeLeftOut()
  @IsUUID()
  hubId?: string;
}
