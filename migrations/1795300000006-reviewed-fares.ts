import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reviewed fare takes the place of the quoted one: of a kind a ride has one charge in force, and any number waived. */
export class ReviewedFares1795300000006 implements MigrationInterface {
  name = 'ReviewedFares1795300000006';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE payment.charges DROP CONSTRAINT charges_one_of_a_kind;
      CREATE UNIQUE INDEX charges_one_of_a_kind ON payment.charges (ride_id, kind) WHERE status <> 'WAIVED';
      CREATE INDEX charges_of_ride ON payment.charges (ride_id, kind);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    // There is place for one of a kind again: of several the waived ones go, which the audit keeps.
    await q.query(`
      ALTER TABLE payment.charges DISABLE TRIGGER guard;
      DELETE FROM payment.charges AS gone WHERE gone.status = 'WAIVED' AND EXISTS (
        SELECT FROM payment.charges AS kept WHERE kept.ride_id = gone.ride_id AND kept.kind = gone.kind AND kept.id <> gone.id
          AND (kept.status <> 'WAIVED' OR (kept.raised_at, kept.id) > (gone.raised_at, gone.id)));
      ALTER TABLE payment.charges ENABLE TRIGGER guard;
      DROP INDEX payment.charges_of_ride, payment.charges_one_of_a_kind;
      ALTER TABLE payment.charges ADD CONSTRAINT charges_one_of_a_kind UNIQUE (ride_id, kind);
    `);
  }
}
