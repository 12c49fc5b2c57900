import type { MigrationInterface, QueryRunner } from 'typeorm';

const CURRENT = `status = 'VERIFIED' AND replaced_by IS NULL AND released_at IS NULL`;
/** Firms may share theirs: a vendor's two fleets have one PAN. Of an Aadhaar number only four digits are known. */
const HELD = `subject_type IN ('driver', 'vehicle', 'user') AND document_type <> 'aadhaar' AND number IS NOT NULL AND ${CURRENT}`;
/** Banks number their accounts each for itself; the first four letters of an IFSC are the bank's. */
const NUMBER = `organization_id, subject_type, document_type, number, coalesce(left(ifsc, 4), '')`;

/** A document is its subject's own: by the number that the subject is registered with, and nobody else's beside. */
export class PapersOfTheirSubject1795600000000 implements MigrationInterface {
  name = 'PapersOfTheirSubject1795600000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE verification.subjects
        ADD COLUMN name text,
        ADD COLUMN number_digest text,
        ADD COLUMN has_left boolean NOT NULL DEFAULT false;
      COMMENT ON COLUMN verification.subjects.name IS 'of a driver and a fleet; of a vehicle its plate; null: not known';
      COMMENT ON COLUMN verification.subjects.number_digest IS
        'of a driver''s licence number, of a vehicle''s plate: keyed, see DocumentDigests; null: not known';
      COMMENT ON COLUMN verification.subjects.has_left IS 'LEFT, RETIRED or CLOSED: nothing is asked of it any more';

      ALTER TABLE verification.documents ADD COLUMN released_at timestamptz;
      COMMENT ON COLUMN verification.documents.released_at IS
        'since when its number may be another''s: its subject left, or is another by what it says';
    `);
    await this.onceEach(q);
    await this.lapsing(q);
    await q.query(steps(['VERIFIED UNDER_REVIEW']));
    await this.gates(q);
  }

  /** Of those who were verified by the same number before, the first keeps it. The others count on: nobody stops by an upgrade. */
  private async onceEach(q: QueryRunner): Promise<void> {
    await q.query(`
      UPDATE verification.documents d SET released_at = now(), version = d.version + 1, changed_at = now(), changed_by = NULL
      FROM (SELECT id, row_number() OVER (PARTITION BY ${NUMBER} ORDER BY verified_at, id) AS place
            FROM verification.documents WHERE ${HELD}) AS held
      WHERE held.id = d.id AND held.place > 1;
      CREATE UNIQUE INDEX documents_number_once ON verification.documents
        (organization_id, subject_type, document_type, number, coalesce(left(ifsc, 4), '')) WHERE ${HELD};
    `);
  }

  private async lapsing(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE INDEX documents_lapsing ON verification.documents (organization_id, expires_on, id)
        WHERE expires_on IS NOT NULL AND status = 'VERIFIED' AND replaced_by IS NULL;
    `);
  }

  /** A fleet, an operator and a user do no duty that a document could gate: what was said of it had no effect. */
  private async gates(q: QueryRunner): Promise<void> {
    await q.query(`
      UPDATE verification.document_sets SET version = version + 1,
        documents = (SELECT jsonb_agg(wanted || '{"gatesDuty": false}') FROM jsonb_array_elements(documents) AS wanted)
      WHERE subject_type NOT IN ('driver', 'vehicle') AND documents @> '[{"gatesDuty": true}]';
      ALTER TABLE verification.document_sets ADD CONSTRAINT document_sets_gate_something
        CHECK (subject_type IN ('driver', 'vehicle') OR NOT documents @> '[{"gatesDuty": true}]');
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(steps([]));
    await q.query(`
      ALTER TABLE verification.document_sets DROP CONSTRAINT document_sets_gate_something;
      DROP INDEX verification.documents_lapsing, verification.documents_number_once;
      ALTER TABLE verification.documents DROP COLUMN released_at;
      ALTER TABLE verification.subjects DROP COLUMN name, DROP COLUMN number_digest, DROP COLUMN has_left;
    `);
  }
}

/** The guard of documents, with further steps between their states. */
function steps(more: readonly string[]): string {
  const all = [
    ...['PENDING UNDER_REVIEW', 'PENDING VERIFIED', 'PENDING REJECTED'],
    ...['UNDER_REVIEW VERIFIED', 'UNDER_REVIEW REJECTED', 'VERIFIED EXPIRED', 'VERIFIED REVOKED', ...more],
  ];
  return `
    CREATE OR REPLACE FUNCTION verification.guard_document() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
        RAISE EXCEPTION 'a document is never removed' USING ERRCODE = 'restrict_violation';
      END IF;
      IF (NEW.id, NEW.organization_id, NEW.subject_type, NEW.subject_id, NEW.document_type, NEW.number, NEW.ifsc,
          NEW.holder_name, NEW.date_of_birth, NEW.file_id, NEW.issued_on, NEW.expires_on, NEW.submitted_at,
          NEW.submitted_by, NEW.renews)
        IS DISTINCT FROM
         (OLD.id, OLD.organization_id, OLD.subject_type, OLD.subject_id, OLD.document_type, OLD.number, OLD.ifsc,
          OLD.holder_name, OLD.date_of_birth, OLD.file_id, OLD.issued_on, OLD.expires_on, OLD.submitted_at,
          OLD.submitted_by, OLD.renews) THEN
        RAISE EXCEPTION 'what was submitted never changes' USING ERRCODE = 'restrict_violation';
      END IF;
      IF NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a document changes version by version' USING ERRCODE = 'restrict_violation';
      END IF;
      IF NEW.status <> OLD.status AND (OLD.status || ' ' || NEW.status) NOT IN (${all.map((step) => `'${step}'`).join(', ')}) THEN
        RAISE EXCEPTION 'a document that is % does not become %', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN NEW;
    END $$;
  `;
}
