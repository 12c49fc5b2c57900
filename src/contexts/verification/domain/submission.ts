import type { LocalDate } from '../../../kernel/local-day';
import type { DocumentSubject } from '../contracts/verification-events';
import type { DocumentType } from './document-types';

export interface Submission {
  readonly subjectType: DocumentSubject;
  readonly subjectId: string;
  readonly documentType: DocumentType;
  /** As `storedNumber` gave it. */
  readonly number: string | null;
  /** Of a bank account: the code of its branch, normalised. */
  readonly ifsc: string | null;
  readonly holderName: string | null;
  readonly dateOfBirth: LocalDate | null;
  readonly fileId: string | null;
  readonly issuedOn: LocalDate | null;
  readonly expiresOn: LocalDate | null;
}
