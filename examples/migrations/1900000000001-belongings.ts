import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from '../../migrations/tenant-table';

/** What people leave in cabs. */
export class Belongings1900000000001 implements MigrationInterface {
  name = 'Belongings1900000000001';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'belongings');
    await q.query(`
      CREATE TABLE belongings.driven_rides (
        ride_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        rider_id uuid,
        driver_id uuid NOT NULL
      );
      CREATE TABLE belongings.found_items (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        ride_id uuid NOT NULL,
        rider_id uuid,
        description text NOT NULL CHECK (length(description) BETWEEN 3 AND 200),
        found_at timestamptz NOT NULL,
        handed_back_at timestamptz CHECK (handed_back_at >= found_at)
      );
    `);
    await secureTenantTable(q, 'belongings.driven_rides', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'belongings.found_items', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA belongings CASCADE');
  }
}
