import type { DocumentStatus } from './document-status';
import type { SourceAnswer } from './source-answer';

/** The document as a change left it. */
export interface DocumentVersion {
  readonly version: number;
  readonly status: DocumentStatus;
  readonly sourceAnswer: SourceAnswer | null;
  readonly replacedBy: string | null;
  readonly remindedDays: number | null;
  readonly changedAt: Date;
  readonly changedBy: string | null;
  readonly reason: string | null;
}
