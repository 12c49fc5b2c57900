import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { KnownStanding } from '../domain/documents';

const REMEMBER: Statement = {
  name: 'attendance.document_standing.remember',
  text: `INSERT INTO attendance.document_standings
           (subject_id, organization_id, subject_type, is_usable, usable_until, lapses, problems)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::boolean[], $5::timestamptz[], $6::jsonb[], $7::jsonb[])
         ON CONFLICT (subject_id) DO UPDATE SET is_usable = excluded.is_usable, usable_until = excluded.usable_until,
           lapses = excluded.lapses, problems = excluded.problems`,
};
const OF: Statement = {
  name: 'attendance.document_standing.of',
  text: `SELECT subject_type AS whose, is_usable AS "isUsable", usable_until AS "usableUntil", lapses, problems
         FROM attendance.document_standings WHERE subject_id = ANY($1::uuid[]) ORDER BY subject_type`,
};

/** What attendance remembers of the documents that verification judges. Nothing of whom it told nothing: none is wanted. */
@Injectable()
export class DocumentBook {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Each subject once. */
  async remember(
    standings: readonly (KnownStanding & { readonly subjectId: string; readonly organizationId: string | null })[],
  ): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [
      standings.map(({ subjectId }) => subjectId),
      standings.map(({ organizationId }) => organizationId),
      standings.map(({ whose }) => whose),
      standings.map(({ isUsable }) => isUsable),
      standings.map(({ usableUntil }) => usableUntil),
      standings.map(({ lapses }) => JSON.stringify(lapses)),
      standings.map(({ problems }) => JSON.stringify(problems)),
    ]);
  }

  async of(driverId: string, vehicleId: string): Promise<KnownStanding[]> {
    return this.unitOfWork.rows<KnownStanding & object>(OF, [[driverId, vehicleId]]);
  }
}
