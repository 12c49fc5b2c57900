import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A rider's account is suspended with his access, and comes back with it. Accounts whose riders lost it before this stay as
 * they are: the ride context remembers them by events alone, so an operator suspends them, which tells it.
 */
export class Riders1795300000002 implements MigrationInterface {
  name = 'Riders1795300000002';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE identity.riders
        ADD COLUMN suspended_with_access boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT riders_suspended_with_access CHECK (status = 'SUSPENDED' OR NOT suspended_with_access);
      COMMENT ON COLUMN identity.riders.suspended_with_access IS
        'not by an operator: the user was disabled or his role ended, and the account is active again when he has it back';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    // Who is suspended stays so: whether he may ride again is for an operator to say.
    await q.query(`
      ALTER TABLE identity.riders
        DROP CONSTRAINT riders_suspended_with_access,
        DROP COLUMN suspended_with_access;
    `);
  }
}
