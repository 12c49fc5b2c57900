import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who accepted and could not be held for the ride is not asked again by the same search. */
export class RefusedAcceptances1795300000008 implements MigrationInterface {
  name = 'RefusedAcceptances1795300000008';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.offers ADD COLUMN could_not_take boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT offers_could_not_take CHECK (NOT could_not_take OR status = 'WITHDRAWN');
      COMMENT ON COLUMN assignment.offers.could_not_take IS
        'the driver accepted it, and his shift, his cab or another ride refused him: this search asks him no more';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE assignment.offers DROP COLUMN could_not_take');
  }
}
