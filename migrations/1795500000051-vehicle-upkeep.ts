import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

/** What is written once and then stands. */
const RECORD = { grants: ['SELECT', 'INSERT'] } as const;
const KEPT = { grants: ['SELECT', 'INSERT', 'UPDATE'] } as const;

/** Outages, hand-overs and maintenance of vehicles, who holds each, and its last known charge. */
export class VehicleUpkeep1795500000051 implements MigrationInterface {
  name = 'VehicleUpkeep1795500000051';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE fleet.vehicles
        ADD COLUMN charge_percent integer CHECK (charge_percent BETWEEN 0 AND 100),
        ADD COLUMN charge_read_at timestamptz,
        ADD CONSTRAINT vehicles_charge CHECK ((charge_percent IS NULL) = (charge_read_at IS NULL)),
        ADD CONSTRAINT vehicles_in_organization UNIQUE (id, organization_id);
      ALTER TABLE fleet.drivers ADD CONSTRAINT drivers_in_organization UNIQUE (id, organization_id);
    `);
    await this.createOutages(q);
    await this.createHandOvers(q);
    await this.createMaintenance(q);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE fleet.maintenance, fleet.maintenance_plans, fleet.hand_overs, fleet.vehicle_holders, fleet.vehicle_outages;
      ALTER TABLE fleet.drivers DROP CONSTRAINT drivers_in_organization;
      ALTER TABLE fleet.vehicles DROP CONSTRAINT vehicles_in_organization, DROP COLUMN charge_percent, DROP COLUMN charge_read_at;
    `);
  }

  private async createOutages(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.vehicle_outages (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        vehicle_id uuid NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz,
        reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
        noted_by uuid,
        noted_at timestamptz NOT NULL,
        ended_by uuid,
        ended_reason text CHECK (length(ended_reason) BETWEEN 1 AND 500),
        withdrawn_at timestamptz,
        CONSTRAINT vehicle_outages_window CHECK (ends_at > starts_at),
        CONSTRAINT vehicle_outages_withdrawn CHECK (withdrawn_at IS NULL OR ended_reason IS NOT NULL),
        CONSTRAINT vehicle_outages_vehicle FOREIGN KEY (vehicle_id, organization_id)
          REFERENCES fleet.vehicles (id, organization_id),
        CONSTRAINT vehicle_outages_overlap EXCLUDE USING gist
          (vehicle_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (withdrawn_at IS NULL)
      );
      COMMENT ON COLUMN fleet.vehicle_outages.ends_at IS 'null: until somebody ends it';
      CREATE INDEX vehicle_outages_list ON fleet.vehicle_outages (vehicle_id, id);
    `);
    await secureTenantTable(q, 'fleet.vehicle_outages', KEPT);
  }

  private async createHandOvers(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.hand_overs (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        vehicle_id uuid NOT NULL,
        from_driver_id uuid,
        to_driver_id uuid,
        odometer_metres integer NOT NULL CHECK (odometer_metres BETWEEN 0 AND 999999999),
        charge_percent integer CHECK (charge_percent BETWEEN 0 AND 100),
        condition_note text NOT NULL CHECK (length(condition_note) BETWEEN 1 AND 1000),
        handed_over_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL,
        CONSTRAINT hand_overs_holders CHECK (from_driver_id IS DISTINCT FROM to_driver_id),
        CONSTRAINT hand_overs_vehicle FOREIGN KEY (vehicle_id, organization_id)
          REFERENCES fleet.vehicles (id, organization_id),
        CONSTRAINT hand_overs_from FOREIGN KEY (from_driver_id, organization_id)
          REFERENCES fleet.drivers (id, organization_id),
        CONSTRAINT hand_overs_to FOREIGN KEY (to_driver_id, organization_id)
          REFERENCES fleet.drivers (id, organization_id)
      );
      COMMENT ON TABLE fleet.hand_overs IS 'A holder that is null is the hub of the vehicle.';
      CREATE INDEX hand_overs_list ON fleet.hand_overs (vehicle_id, id);

      CREATE TABLE fleet.vehicle_holders (
        vehicle_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        driver_id uuid,
        since timestamptz NOT NULL,
        CONSTRAINT vehicle_holders_vehicle FOREIGN KEY (vehicle_id, organization_id)
          REFERENCES fleet.vehicles (id, organization_id)
      );
      CREATE INDEX vehicle_holders_driver ON fleet.vehicle_holders (driver_id) WHERE driver_id IS NOT NULL;
    `);
    await secureTenantTable(q, 'fleet.hand_overs', RECORD);
    await secureTenantTable(q, 'fleet.vehicle_holders', KEPT);
  }

  private async createMaintenance(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.maintenance_plans (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        vehicle_id uuid NOT NULL,
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
        every_days integer CHECK (every_days BETWEEN 1 AND 3650),
        soon_days integer NOT NULL CHECK (soon_days BETWEEN 0 AND 365),
        grace_days integer NOT NULL CHECK (grace_days BETWEEN 0 AND 365),
        every_metres integer CHECK (every_metres BETWEEN 1000 AND 500000000),
        soon_metres integer NOT NULL CHECK (soon_metres BETWEEN 0 AND 50000000),
        grace_metres integer NOT NULL CHECK (grace_metres BETWEEN 0 AND 50000000),
        stops_vehicle boolean NOT NULL,
        last_done_on date NOT NULL,
        last_done_metres integer NOT NULL CHECK (last_done_metres BETWEEN 0 AND 999999999),
        due_on date,
        due_at_metres bigint,
        stopped_at timestamptz,
        retired_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT maintenance_plans_interval CHECK (every_days IS NOT NULL OR every_metres IS NOT NULL),
        CONSTRAINT maintenance_plans_due_on CHECK (
          due_on IS NOT DISTINCT FROM (last_done_on + every_days)),
        CONSTRAINT maintenance_plans_due_at_metres CHECK (
          due_at_metres IS NOT DISTINCT FROM (last_done_metres::bigint + every_metres)),
        CONSTRAINT maintenance_plans_vehicle FOREIGN KEY (vehicle_id, organization_id)
          REFERENCES fleet.vehicles (id, organization_id),
        CONSTRAINT maintenance_plans_in_organization UNIQUE (id, organization_id)
      );
      COMMENT ON COLUMN fleet.maintenance_plans.stopped_at IS 'when its being overdue took the vehicle out; null again once done';
      CREATE UNIQUE INDEX maintenance_plans_name ON fleet.maintenance_plans (vehicle_id, lower(name)) WHERE retired_at IS NULL;
      CREATE INDEX maintenance_plans_list ON fleet.maintenance_plans (organization_id, id) WHERE retired_at IS NULL;

      CREATE TABLE fleet.maintenance (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        vehicle_id uuid NOT NULL,
        plan_id uuid NOT NULL,
        name text NOT NULL,
        done_on date NOT NULL,
        odometer_metres integer NOT NULL CHECK (odometer_metres BETWEEN 0 AND 999999999),
        cost_paise bigint NOT NULL CHECK (cost_paise BETWEEN 0 AND 1000000000),
        note text NOT NULL CHECK (length(note) BETWEEN 1 AND 1000),
        recorded_at timestamptz NOT NULL,
        recorded_by uuid NOT NULL,
        CONSTRAINT maintenance_plan FOREIGN KEY (plan_id, organization_id)
          REFERENCES fleet.maintenance_plans (id, organization_id)
      );
      CREATE INDEX maintenance_list ON fleet.maintenance (vehicle_id, id);
    `);
    await secureTenantTable(q, 'fleet.maintenance_plans', KEPT);
    await secureTenantTable(q, 'fleet.maintenance', RECORD);
  }
}
