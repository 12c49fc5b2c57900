import type { Page } from '../../../platform/http/page';
import type { Lapsing } from '../application/list-lapsing';
import type { DocumentSubject } from '../contracts/verification-events';
import type { DocumentType } from '../domain/document-types';

export class LapsingDocumentResponse {
  documentId: string;
  documentType: DocumentType;
  subjectType: DocumentSubject;
  subjectId: string;
  /**
   * The driver’s or the fleet’s, and of a vehicle its plate; null where it is not known.
   * @example 'Ravi Kumar'
   */
  name: string | null;
  fleetId: string | null;
  hubId: string | null;
  /**
   * The last day on which it is valid.
   * @example 2026-12-14
   */
  expiresOn: string;
  /**
   * After today; 0 on its last day.
   * @example 14
   */
  daysLeft: number;
  /**
   * The last reminder that was told: 30, 15 or 1 days before; null where none was.
   * @example 15
   */
  remindedDays: number | null;
  /** Whether a newer one waits for a decision. */
  renewalWaits: boolean;

  static of({ id: documentId, ...lapsing }: Lapsing): LapsingDocumentResponse {
    return { documentId, ...lapsing };
  }
}

export class LapsingDocumentPage {
  items: LapsingDocumentResponse[];
  /** Give it as `after` for those that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<Lapsing>): LapsingDocumentPage {
    return { items: items.map((lapsing) => LapsingDocumentResponse.of(lapsing)), next };
  }
}
