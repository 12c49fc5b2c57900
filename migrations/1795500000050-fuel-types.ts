import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a vehicle runs on, by which its documents go. All that were there are electric; only those must know their battery. */
export class FuelTypes1795500000050 implements MigrationInterface {
  name = 'FuelTypes1795500000050';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE fleet.vehicles
        ADD COLUMN fuel_type text NOT NULL DEFAULT 'ELECTRIC'
          CONSTRAINT vehicles_fuel_type CHECK (fuel_type IN ('ELECTRIC', 'CNG', 'PETROL', 'DIESEL', 'HYBRID')),
        ALTER COLUMN battery_watt_hours DROP NOT NULL,
        ALTER COLUMN range_metres DROP NOT NULL,
        ADD CONSTRAINT vehicles_battery CHECK (CASE
          WHEN fuel_type = 'ELECTRIC' THEN battery_watt_hours IS NOT NULL AND range_metres IS NOT NULL
          WHEN fuel_type = 'HYBRID' THEN true
          ELSE battery_watt_hours IS NULL END);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE fleet.vehicles DROP CONSTRAINT vehicles_battery, DROP COLUMN fuel_type;
      UPDATE fleet.vehicles SET battery_watt_hours = coalesce(battery_watt_hours, 1000),
        range_metres = coalesce(range_metres, 1000) WHERE battery_watt_hours IS NULL OR range_metres IS NULL;
      ALTER TABLE fleet.vehicles ALTER COLUMN battery_watt_hours SET NOT NULL, ALTER COLUMN range_metres SET NOT NULL;
    `);
  }
}
