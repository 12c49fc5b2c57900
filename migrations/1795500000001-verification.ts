import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from './tenant-table';

/** Documents of anybody and anything, what is wanted of whom, and what follows for who may work. */
export class Verification1795500000001 implements MigrationInterface {
  name = 'Verification1795500000001';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'verification');
    await this.subjects(q);
    await this.documents(q);
    await this.standings(q);
    await this.sets(q);
  }

  /** Whose documents there can be: what this context remembers of fleet's and identity's events. */
  private async subjects(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE verification.subjects (
        organization_id uuid NOT NULL,
        subject_type text NOT NULL CHECK (subject_type IN ('driver', 'vehicle', 'fleet', 'user')),
        subject_id uuid NOT NULL,
        fleet_id uuid,
        hub_id uuid,
        city text,
        fuel_type text,
        PRIMARY KEY (organization_id, subject_type, subject_id),
        CONSTRAINT subjects_home CHECK (CASE subject_type
          WHEN 'fleet' THEN fleet_id = subject_id AND hub_id IS NULL AND city IS NOT NULL
          WHEN 'user' THEN num_nonnulls(fleet_id, hub_id, city) = 0
          ELSE num_nonnulls(fleet_id, hub_id) = 2 AND city IS NULL END),
        CONSTRAINT subjects_fuel CHECK ((subject_type = 'vehicle') = (fuel_type IS NOT NULL))
      );
      COMMENT ON COLUMN verification.subjects.city IS 'of a fleet; its drivers and vehicles are of the same';
    `);
    await secureTenantTable(q, 'verification.subjects');
  }

  private async documents(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE verification.files (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        object_key text NOT NULL,
        content_type text NOT NULL,
        bytes integer NOT NULL CHECK (bytes > 0),
        uploaded_by uuid NOT NULL,
        uploaded_at timestamptz NOT NULL
      );
      CREATE TABLE verification.documents (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        subject_type text NOT NULL CHECK (subject_type IN ('driver', 'vehicle', 'fleet', 'organization', 'user')),
        subject_id uuid NOT NULL,
        document_type text NOT NULL,
        number text CHECK (length(number) BETWEEN 1 AND 60),
        ifsc text,
        holder_name text CHECK (length(holder_name) BETWEEN 1 AND 120),
        date_of_birth date,
        file_id uuid REFERENCES verification.files,
        issued_on date,
        expires_on date,
        submitted_at timestamptz NOT NULL,
        submitted_by uuid NOT NULL,
        renews uuid REFERENCES verification.documents,
        status text NOT NULL
          CHECK (status IN ('PENDING', 'UNDER_REVIEW', 'VERIFIED', 'REJECTED', 'EXPIRED', 'REVOKED')),
        source_answer jsonb,
        verified_at timestamptz,
        verified_how text CHECK (verified_how IN ('source', 'person')),
        verified_by uuid,
        replaced_by uuid REFERENCES verification.documents,
        reminded_days smallint CHECK (reminded_days > 0),
        changed_at timestamptz NOT NULL,
        changed_by uuid,
        reason text CHECK (length(reason) BETWEEN 1 AND 500),
        CONSTRAINT documents_file_once UNIQUE (file_id),
        CONSTRAINT documents_no_raw_aadhaar CHECK (document_type <> 'aadhaar' OR number ~ '^X{8}[0-9]{4}$'),
        CONSTRAINT documents_dates CHECK (issued_on <= expires_on),
        CONSTRAINT documents_verified CHECK (
          (num_nonnulls(verified_at, verified_how) = CASE WHEN status IN ('VERIFIED', 'EXPIRED', 'REVOKED') THEN 2 ELSE 0 END)
          AND (verified_by IS NOT NULL) = (verified_how IS NOT DISTINCT FROM 'person')),
        CONSTRAINT documents_reason CHECK (status NOT IN ('REJECTED', 'REVOKED') OR reason IS NOT NULL),
        CONSTRAINT documents_expired CHECK (status <> 'EXPIRED' OR expires_on IS NOT NULL),
        CONSTRAINT documents_replaced CHECK (replaced_by IS NULL OR (status = 'VERIFIED' AND replaced_by <> id))
      );
      COMMENT ON COLUMN verification.documents.number IS 'normalised; of an Aadhaar the last four digits behind eight X';
      COMMENT ON COLUMN verification.documents.replaced_by IS 'the newer one that was verified in its place';
      COMMENT ON COLUMN verification.documents.reminded_days IS 'the fewest days left of which somebody was told';
      CREATE UNIQUE INDEX documents_one_current ON verification.documents
        (organization_id, subject_type, subject_id, document_type) WHERE status = 'VERIFIED' AND replaced_by IS NULL;
      CREATE UNIQUE INDEX documents_one_open ON verification.documents
        (organization_id, subject_type, subject_id, document_type) WHERE status IN ('PENDING', 'UNDER_REVIEW');
      CREATE INDEX documents_of_subject ON verification.documents (organization_id, subject_type, subject_id, id DESC);
      CREATE INDEX documents_newest_first ON verification.documents (organization_id, id DESC);
      CREATE INDEX documents_to_decide ON verification.documents (organization_id, status, id DESC)
        WHERE status IN ('PENDING', 'UNDER_REVIEW');

      CREATE TABLE verification.document_versions (
        document_id uuid NOT NULL REFERENCES verification.documents,
        version integer NOT NULL,
        organization_id uuid NOT NULL,
        status text NOT NULL,
        source_answer jsonb,
        replaced_by uuid,
        reminded_days smallint,
        changed_at timestamptz NOT NULL,
        changed_by uuid,
        reason text,
        PRIMARY KEY (document_id, version)
      );

      CREATE FUNCTION verification.keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO verification.document_versions
        VALUES (NEW.id, NEW.version, NEW.organization_id, NEW.status, NEW.source_answer, NEW.replaced_by, NEW.reminded_days,
          NEW.changed_at, NEW.changed_by, NEW.reason);
        RETURN NULL;
      END $$;
      CREATE TRIGGER keep_version AFTER INSERT OR UPDATE ON verification.documents
        FOR EACH ROW EXECUTE FUNCTION verification.keep_version();

      CREATE FUNCTION verification.guard_document() RETURNS trigger LANGUAGE plpgsql AS $$
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
        IF NEW.status <> OLD.status AND (OLD.status || ' ' || NEW.status) NOT IN ('PENDING UNDER_REVIEW', 'PENDING VERIFIED',
          'PENDING REJECTED', 'UNDER_REVIEW VERIFIED', 'UNDER_REVIEW REJECTED', 'VERIFIED EXPIRED', 'VERIFIED REVOKED') THEN
          RAISE EXCEPTION 'a document that is % does not become %', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON verification.documents
        FOR EACH ROW EXECUTE FUNCTION verification.guard_document();
      CREATE TRIGGER guard_whole BEFORE TRUNCATE ON verification.documents
        FOR EACH STATEMENT EXECUTE FUNCTION verification.guard_document();

      CREATE FUNCTION verification.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
      END $$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON verification.document_versions
        FOR EACH ROW EXECUTE FUNCTION verification.refuse_change();
      CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON verification.document_versions
        FOR EACH STATEMENT EXECUTE FUNCTION verification.refuse_change();
    `);
    await secureTenantTable(q, 'verification.files', { grants: ['SELECT', 'INSERT'] });
    await secureTenantTable(q, 'verification.documents', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'verification.document_versions', { grants: ['SELECT', 'INSERT'] });
  }

  private async standings(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE verification.standings (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        subject_type text NOT NULL CHECK (subject_type IN ('driver', 'vehicle')),
        is_usable boolean NOT NULL,
        usable_until timestamptz,
        lapses jsonb NOT NULL,
        problems jsonb NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT standings_say_why CHECK (is_usable = (jsonb_array_length(problems) = 0)),
        CONSTRAINT standings_lapse CHECK ((usable_until IS NOT NULL) = (jsonb_array_length(lapses) > 0)
          AND (is_usable OR usable_until IS NULL))
      );
      COMMENT ON COLUMN verification.standings.id IS 'the driver or the vehicle';
      CREATE INDEX standings_newest_first ON verification.standings (organization_id, subject_type, id DESC);
      CREATE INDEX standings_lapsing ON verification.standings (organization_id, usable_until) WHERE usable_until IS NOT NULL;
    `);
    await secureTenantTable(q, 'verification.standings', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  private async sets(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE verification.document_sets (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        subject_type text NOT NULL CHECK (subject_type IN ('driver', 'vehicle', 'fleet', 'organization', 'user')),
        city text NOT NULL CHECK (city = btrim(city) AND length(city) BETWEEN 1 AND 80),
        fuel_type text,
        documents jsonb NOT NULL CHECK (jsonb_typeof(documents) = 'array'),
        configured_at timestamptz NOT NULL,
        configured_by uuid,
        CONSTRAINT document_sets_fuel CHECK (fuel_type IS NULL OR subject_type = 'vehicle')
      );
      COMMENT ON COLUMN verification.document_sets.fuel_type IS 'null: every other';
      COMMENT ON COLUMN verification.document_sets.configured_by IS 'null: the migration';
      CREATE UNIQUE INDEX document_sets_one_each ON verification.document_sets
        (organization_id, subject_type, lower(city), fuel_type) NULLS NOT DISTINCT;

      -- Nobody was asked for documents so far, and nobody who works today shall stop by an upgrade.
      INSERT INTO verification.document_sets (id, organization_id, version, subject_type, city, documents, configured_at)
      SELECT gen_random_uuid(), o.id, 1, of_subject, '*', '[]', now()
      FROM platform.organizations o, unnest(ARRAY['driver', 'vehicle', 'fleet', 'organization', 'user']) AS of_subject;
    `);
    await secureTenantTable(q, 'verification.document_sets', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA verification CASCADE');
  }
}
