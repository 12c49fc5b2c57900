import type { Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import type { SignedLink } from '../../../platform/object-store/signed-links';
import type { DocumentWithHistory } from '../application/read-document';
import type { DocumentSubject } from '../contracts/verification-events';
import type { Document } from '../domain/document';
import type { DocumentFile } from '../domain/document-file';
import type { DocumentStatus } from '../domain/document-status';
import { type DocumentType, maskedNumber } from '../domain/document-types';
import type { DocumentVersion } from '../domain/document-version';
import type { SourceAnswer } from '../domain/source-answer';
import { verificationPermissions } from '../verification.permissions';

export class DocumentFileResponse {
  fileId: string;

  static of({ id }: DocumentFile): DocumentFileResponse {
    return { fileId: id };
  }
}

export class FileLinkResponse {
  /**
   * Below the address of the service. Whoever has it may fetch the file, without logging in.
   * @example /v1/files/eyJrIjoiZG9jdW1lbnRzIn0.c2VhbA
   */
  path: string;
  expiresAt: string;

  static of({ path, expiresAt }: SignedLink): FileLinkResponse {
    return { path, expiresAt: expiresAt.toISOString() };
  }
}

export class SourceAnswerResponse {
  outcome: 'agrees' | 'differs' | 'not_found' | 'unreachable';
  /** @example 2026-11-21T04:30:00.000Z */
  at: string;
  /** The source's own id of the check. */
  reference: string | null;
  /** @example ['The source says that it is valid until 2029-08-14.'] */
  differences: string[];

  static of(answer: SourceAnswer | null): SourceAnswerResponse | null {
    return answer && { ...answer, differences: [...answer.differences] };
  }
}

export class DocumentResponse {
  id: string;
  subjectType: DocumentSubject;
  subjectId: string;
  documentType: DocumentType;
  /**
   * The last four characters of its number.
   * @example ******9646
   */
  maskedNumber: string | null;
  status: DocumentStatus;
  /** Whether it is the one of its type that counts. */
  isCurrent: boolean;
  /** Whether there is a file to ask a link for. */
  hasFile: boolean;
  /** @example 2021-08-15 */
  issuedOn: string | null;
  /**
   * The last day on which it is valid.
   * @example 2031-08-14
   */
  expiresOn: string | null;
  submittedAt: string;
  /**
   * The user.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7d
   */
  submittedBy: string;
  /** The document that it is to replace. */
  renews: string | null;
  /** The newer one that was verified in its place. */
  replacedBy: string | null;
  verifiedAt: string | null;
  verifiedHow: 'source' | 'person' | null;
  /** The user; null where a source did. */
  verifiedBy: string | null;
  /** Why it was rejected or revoked. */
  reason: string | null;

  static of(document: Document): DocumentResponse {
    const { id, subjectType, subjectId, documentType, status, isCurrent, issuedOn, expiresOn, submittedBy } = document;
    const { renews, replacedBy, verifiedHow, verifiedBy, reason } = document;
    return {
      ...{ id, subjectType, subjectId, documentType, maskedNumber: maskedNumber(documentType, document.number) },
      ...{ status, isCurrent, hasFile: document.fileId !== null, issuedOn, expiresOn },
      ...{ submittedAt: document.submittedAt.toISOString(), submittedBy, renews, replacedBy },
      ...{ verifiedAt: document.verifiedAt?.toISOString() ?? null, verifiedHow, verifiedBy, reason },
    };
  }
}

export class DocumentVersionResponse {
  version: number;
  status: DocumentStatus;
  sourceAnswer: SourceAnswerResponse | null;
  replacedBy: string | null;
  /** The fewest days left of which somebody was reminded. */
  remindedDays: number | null;
  changedAt: string;
  /** The user; null for a source, and for time. */
  changedBy: string | null;
  reason: string | null;

  static of({ changedAt, sourceAnswer, ...version }: DocumentVersion): DocumentVersionResponse {
    return { ...version, sourceAnswer: SourceAnswerResponse.of(sourceAnswer), changedAt: changedAt.toISOString() };
  }
}

export class DocumentDetailResponse extends DocumentResponse {
  /**
   * Null for a caller without the permission `verification.read_numbers`. Of an Aadhaar only the last four digits are kept.
   * @example DL0420110149646
   */
  number: string | null;
  /** Of a bank account; null as the number is. */
  ifsc: string | null;
  /** Null as the number is. */
  holderName: string | null;
  /** Null as the number is. */
  dateOfBirth: string | null;
  /** What the source said, where one was asked. */
  sourceAnswer: SourceAnswerResponse | null;
  /** As each change left it, oldest first. */
  history: DocumentVersionResponse[];

  static detailOf({ document, history }: DocumentWithHistory, { permissions }: Principal): DocumentDetailResponse {
    const maySee = permissions.has(verificationPermissions.readNumbers);
    const { number, ifsc, holderName, dateOfBirth, sourceAnswer } = document;
    const seen = maySee
      ? { number, ifsc, holderName, dateOfBirth }
      : { number: null, ifsc: null, holderName: null, dateOfBirth: null };
    return {
      ...DocumentResponse.of(document),
      ...seen,
      sourceAnswer: SourceAnswerResponse.of(sourceAnswer),
      history: history.map((version) => DocumentVersionResponse.of(version)),
    };
  }
}

export class DocumentPage {
  items: DocumentResponse[];
  /** Give it as `after` for those that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<Document>): DocumentPage {
    return { items: items.map((document) => DocumentResponse.of(document)), next };
  }
}
