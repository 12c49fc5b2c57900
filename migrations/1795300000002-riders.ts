import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Riders who lost their access before their accounts followed it: disabled, or no longer riders of the operator. */
const WITHOUT_ACCESS = `status = 'ACTIVE' AND NOT EXISTS (
  SELECT FROM identity.users u JOIN identity.memberships m ON m.user_id = u.id
  WHERE u.id = r.rider_id AND u.status = 'ACTIVE' AND m.organization_id = r.organization_id
    AND m.role = 'rider' AND m.status = 'ACTIVE')`;

/** A rider's account is suspended with his access, and comes back with it. */
export class Riders1795300000002 implements MigrationInterface {
  name = 'Riders1795300000002';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE identity.riders
        ADD COLUMN suspended_with_access boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT riders_suspended_with_access CHECK (status = 'SUSPENDED' OR NOT suspended_with_access);
      COMMENT ON COLUMN identity.riders.suspended_with_access IS
        'not by an operator: the user was disabled or his role ended, and the account is active again when he has it back';
      UPDATE ride.riders AS r SET status = 'SUSPENDED' WHERE ${WITHOUT_ACCESS};
      UPDATE identity.riders AS r
        SET status = 'SUSPENDED', status_reason = 'Without access as a rider', suspended_with_access = true, version = version + 1
        WHERE ${WITHOUT_ACCESS};
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
