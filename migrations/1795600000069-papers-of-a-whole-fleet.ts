import type { MigrationInterface, QueryRunner } from 'typeorm';

const CURRENT = `number IS NOT NULL AND status = 'VERIFIED' AND replaced_by IS NULL AND released_at IS NULL`;
const OF_ONE = `subject_type IN ('driver', 'vehicle', 'user')`;
const NUMBER = `organization_id, subject_type, document_type, number, coalesce(left(ifsc, 4), '')`;

/** A fleet policy has one number for all its cabs, as may a permit: each is verified by a person, who sees the paper. */
export class PapersOfAWholeFleet1795600000069 implements MigrationInterface {
  name = 'PapersOfAWholeFleet1795600000069';

  async up(q: QueryRunner): Promise<void> {
    await this.onceWithout(q, `'aadhaar', 'insurance', 'permit'`);
  }

  /** The first cab keeps the number, as when numbers were first held; the papers of the others count on. */
  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      UPDATE verification.documents d SET released_at = now(), version = d.version + 1, changed_at = now(), changed_by = NULL
      FROM (SELECT id, row_number() OVER (PARTITION BY ${NUMBER} ORDER BY verified_at, id) AS place
            FROM verification.documents WHERE document_type IN ('insurance', 'permit') AND ${OF_ONE} AND ${CURRENT}) AS held
      WHERE held.id = d.id AND held.place > 1;
    `);
    await this.onceWithout(q, `'aadhaar'`);
  }

  private async onceWithout(q: QueryRunner, shared: string): Promise<void> {
    await q.query(`
      DROP INDEX verification.documents_number_once;
      CREATE UNIQUE INDEX documents_number_once ON verification.documents
        (organization_id, subject_type, document_type, number, coalesce(left(ifsc, 4), ''))
        WHERE ${OF_ONE} AND document_type NOT IN (${shared}) AND ${CURRENT};
    `);
  }
}
