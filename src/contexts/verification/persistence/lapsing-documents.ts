import { Injectable } from '@nestjs/common';
import { FLEET_TIME_ZONE, type LocalDate, localDate, localInstant } from '../../../kernel/local-day';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DocumentSubject } from '../contracts/verification-events';
import type { DocumentType } from '../domain/document-types';

export interface LapsingFilter {
  readonly limit: number;
  readonly after?: string;
  readonly subjectType?: DocumentSubject;
  readonly documentType?: DocumentType;
  readonly fleetId?: string;
  readonly hubId?: string;
}

export interface LapsingDocument {
  readonly id: string;
  readonly documentType: DocumentType;
  readonly subjectType: DocumentSubject;
  readonly subjectId: string;
  /** A driver's, a fleet's, or a vehicle's plate; null where it is not known. */
  readonly name: string | null;
  readonly fleetId: string | null;
  readonly hubId: string | null;
  readonly expiresOn: LocalDate;
  /** The fewest days left of which somebody was reminded. */
  readonly remindedDays: number | null;
  /** A newer one waits for a decision. */
  readonly renewalWaits: boolean;
}

const COLUMNS = `d.id, d.document_type AS "documentType", d.subject_type AS "subjectType", d.subject_id AS "subjectId",
  s.name, s.fleet_id AS "fleetId", s.hub_id AS "hubId", d.expires_on::text AS "expiresOn", d.reminded_days AS "remindedDays",
  EXISTS (SELECT FROM verification.documents o
    WHERE o.organization_id = d.organization_id AND o.subject_type = d.subject_type AND o.subject_id = d.subject_id
      AND o.document_type = d.document_type AND o.status IN ('PENDING', 'UNDER_REVIEW')) AS "renewalWaits"`;

/** Those that count and end soon, of who is in service: the index documents_lapsing has them in this order. */
@Injectable()
export class LapsingDocuments {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Within the fleets and hubs of the principal, the first to lapse first.
   * @param from the first day on which they may end @param to the last
   */
  async list(
    filter: LapsingFilter,
    { from, to }: { from: LocalDate; to: LocalDate },
    principal: Principal,
  ): Promise<Page<LapsingDocument>> {
    const { limit, subjectType, documentType, fleetId, hubId } = filter;
    const cursor = decodeCursor(filter.after, true);
    const values: unknown[] = [organizationOf(principal), from, to];
    const wanted: string[] = [];
    const want = (condition: (place: string) => string, value: unknown): void => {
      if (value !== undefined && value !== null) wanted.push(`AND ${condition(`$${values.push(value)}`)}`);
    };
    want((place) => `d.subject_type = ${place}`, subjectType);
    want((place) => `d.document_type = ${place}`, documentType);
    want((place) => `s.fleet_id = ${place}`, fleetId);
    want((place) => `s.hub_id = ${place}`, hubId);
    want((place) => `s.fleet_id = ANY(${place})`, principal.fleetIds);
    want((place) => `s.hub_id = ANY(${place})`, principal.hubIds);
    if (cursor) {
      const [day, id] = [values.push(localDate(cursor.at, FLEET_TIME_ZONE)), values.push(cursor.id)];
      wanted.push(`AND (d.expires_on, d.id) > ($${day}::date, $${id}::uuid)`);
    }
    const rows = await this.unitOfWork.rows<LapsingDocument & object>(
      `SELECT ${COLUMNS} FROM verification.documents d
         LEFT JOIN verification.subjects s ON s.organization_id = d.organization_id
           AND s.subject_type = d.subject_type AND s.subject_id = d.subject_id
       WHERE d.organization_id = $1 AND d.status = 'VERIFIED' AND d.replaced_by IS NULL
         AND d.expires_on BETWEEN $2::date AND $3::date AND s.has_left IS NOT TRUE ${wanted.join(' ')}
       ORDER BY d.expires_on, d.id LIMIT $${values.push(limit + 1)}`,
      values,
    );
    const cursorOf = (row: LapsingDocument): string =>
      encodeCursor(row.id, localInstant(row.expiresOn, 0, FLEET_TIME_ZONE));
    return pageOf(rows, limit, cursorOf, (row) => row);
  }
}
