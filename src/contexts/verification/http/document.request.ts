import { IsBoolean, IsIn, IsUUID } from 'class-validator';
import { IsLocalDate, IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { DocumentSubject } from '../contracts/verification-events';
import { DOCUMENT_STATUSES, type DocumentStatus } from '../domain/document-status';
import { DOCUMENT_SUBJECTS, DOCUMENT_TYPES, type DocumentType } from '../domain/document-types';

export class SubmitOwnDocumentRequest {
  @IsIn(DOCUMENT_TYPES)
  documentType: DocumentType;

  /**
   * As it is written on the document, however spaced. Of an Aadhaar all twelve digits, of which only the last four are kept.
   * @example DL0420110149646
   */
  @MayBeLeftOut()
  @IsText({ max: 60, mayHoldAadhaar: true })
  number?: string;

  /**
   * Of a bank account: the code of its branch.
   * @example HDFC0001234
   */
  @MayBeLeftOut()
  @IsText({ max: 40 })
  ifsc?: string;

  /**
   * Whose name is on it; a bank account needs it.
   * @example 'Ravi Kumar'
   */
  @MayBeLeftOut()
  @IsText({ max: 120, mayHoldAadhaar: true })
  holderName?: string;

  /**
   * Of the holder of a driving licence, for the source that checks it.
   * @example 1990-04-12
   */
  @MayBeLeftOut()
  @IsLocalDate()
  dateOfBirth?: string;

  /** That of a file which the caller uploaded before. Left out where somebody is to see the paper itself. */
  @MayBeLeftOut()
  @IsUUID()
  fileId?: string;

  /** @example 2021-08-15 */
  @MayBeLeftOut()
  @IsLocalDate()
  issuedOn?: string;

  /**
   * The last day on which it is valid.
   * @example 2031-08-14
   */
  @MayBeLeftOut()
  @IsLocalDate()
  expiresOn?: string;
}

export class SubmitDocumentRequest extends SubmitOwnDocumentRequest {
  @IsIn(DOCUMENT_SUBJECTS)
  subjectType: DocumentSubject;

  /** Whose document it is: the id of the driver, vehicle, fleet, organization or user. */
  @IsUUID()
  subjectId: string;
}

export class DocumentReasonRequest {
  /**
   * Why: whose document it is reads it.
   * @example 'The photograph cannot be read.'
   */
  @IsReason()
  reason: string;
}

export class ListDocumentsRequest extends PageRequest {
  /** Only of this kind of subject. */
  @MayBeLeftOut()
  @IsIn(DOCUMENT_SUBJECTS)
  subjectType?: DocumentSubject;

  /** Only of this subject. */
  @MayBeLeftOut()
  @IsUUID()
  subjectId?: string;

  /** Only of this type. */
  @MayBeLeftOut()
  @IsIn(DOCUMENT_TYPES)
  documentType?: DocumentType;

  /** Only in one of these states. */
  @MayBeLeftOut()
  @IsIn(DOCUMENT_STATUSES, { each: true })
  status?: DocumentStatus[];

  /** Only those that count, or only those that do not. */
  @MayBeLeftOut()
  @IsBoolean()
  isCurrent?: boolean;

  /**
   * Only those whose last day is this one or an earlier one.
   * @example 2026-12-31
   */
  @MayBeLeftOut()
  @IsLocalDate()
  expiresBy?: string;
}
