import type { Page } from '../../../platform/http/page';
import type { DocumentProblem } from '../contracts/verification-events';
import type { DocumentType } from '../domain/document-types';
import type { ListedStanding, Standing, WorkingSubject } from '../domain/standing';

export class LapseResponse {
  documentType: DocumentType;
  /** @example 2026-12-14 */
  expiresOn: string;
}

export class DocumentProblemResponse {
  documentType: DocumentType;
  problem: DocumentProblem;
}

export class StandingResponse {
  subjectType: WorkingSubject;
  subjectId: string;
  /** Whether every document that gates duty is verified and valid. */
  isUsable: boolean;
  /** From this instant on it is not; null where none lapses, and where it is not now. */
  usableUntil: string | null;
  /** The documents that lapse then. */
  lapses: LapseResponse[];
  /** What keeps the subject from work now. */
  problems: DocumentProblemResponse[];
  changedAt: string;

  static of({ id, subjectType, isUsable, usableUntil, lapses, problems, changedAt }: Standing): StandingResponse {
    return {
      ...{ subjectType, subjectId: id, isUsable, usableUntil: usableUntil?.toISOString() ?? null },
      ...{ lapses: [...lapses], problems: [...problems], changedAt: changedAt.toISOString() },
    };
  }
}

export class ListedStandingResponse extends StandingResponse {
  /**
   * The driver’s, and of a vehicle its plate; null where it is not known.
   * @example 'Ravi Kumar'
   */
  name: string | null;
  fleetId: string | null;
  hubId: string | null;

  static ofListed({ standing, ...whose }: ListedStanding): ListedStandingResponse {
    return { ...StandingResponse.of(standing), ...whose };
  }
}

export class StandingPage {
  items: ListedStandingResponse[];
  /** Give it as `after` for those that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<ListedStanding>): StandingPage {
    return { items: items.map((listed) => ListedStandingResponse.ofListed(listed)), next };
  }
}
