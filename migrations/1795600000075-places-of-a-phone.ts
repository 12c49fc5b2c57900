import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Codes that were answered are kept for longer than the others, and each kind is cleared away oldest first. */
export class PlacesOfAPhone1795600000075 implements MigrationInterface {
  name = 'PlacesOfAPhone1795600000075';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP INDEX identity.otp_challenges_by_age;
      CREATE INDEX otp_challenges_unanswered_by_age ON identity.otp_challenges (created_at) WHERE consumed_at IS NULL;
      CREATE INDEX otp_challenges_answered_by_age ON identity.otp_challenges (created_at) WHERE consumed_at IS NOT NULL;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP INDEX identity.otp_challenges_answered_by_age;
      DROP INDEX identity.otp_challenges_unanswered_by_age;
      CREATE INDEX otp_challenges_by_age ON identity.otp_challenges (created_at);
    `);
  }
}
