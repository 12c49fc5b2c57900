import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from './tenant-table';

/** Nothing of a fleet is ever deleted: what is closed, dismissed, retired or left is what past rides point at. */
const KEPT = { grants: ['SELECT', 'INSERT', 'UPDATE'] } as const;

/** What every row of the context has. */
const ROW = `
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  status_reason text CHECK (length(status_reason) BETWEEN 1 AND 500),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL`;

/** Fleets, hubs, managers, vehicles, drivers, and the readings of check-ins that wait for approval. */
export class Fleet1795100000003 implements MigrationInterface {
  name = 'Fleet1795100000003';

  async up(q: QueryRunner): Promise<void> {
    await createContextSchema(q, 'fleet');
    await this.createSites(q);
    await this.createManagers(q);
    await this.createVehicles(q);
    await this.createDrivers(q);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA fleet CASCADE');
  }

  private async createSites(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.fleets (${ROW},
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
        city text NOT NULL CHECK (length(btrim(city)) BETWEEN 1 AND 100),
        status text NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED', 'CLOSED')),
        CONSTRAINT fleets_status_reason CHECK (status = 'ACTIVE' OR status_reason IS NOT NULL),
        CONSTRAINT fleets_in_organization UNIQUE (id, organization_id)
      );
      CREATE UNIQUE INDEX fleets_name ON fleet.fleets (organization_id, lower(name)) WHERE status <> 'CLOSED';
      CREATE INDEX fleets_list ON fleet.fleets (organization_id, id);

      CREATE TABLE fleet.hubs (${ROW},
        fleet_id uuid NOT NULL,
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
        address text NOT NULL CHECK (length(btrim(address)) BETWEEN 1 AND 300),
        latitude double precision NOT NULL CHECK (latitude BETWEEN -90 AND 90),
        longitude double precision NOT NULL CHECK (longitude BETWEEN -180 AND 180),
        status text NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED', 'CLOSED')),
        CONSTRAINT hubs_status_reason CHECK (status = 'ACTIVE' OR status_reason IS NOT NULL),
        CONSTRAINT hubs_fleet FOREIGN KEY (fleet_id, organization_id) REFERENCES fleet.fleets (id, organization_id),
        CONSTRAINT hubs_in_fleet UNIQUE (id, fleet_id, organization_id)
      );
      CREATE UNIQUE INDEX hubs_name ON fleet.hubs (fleet_id, lower(name)) WHERE status <> 'CLOSED';
      CREATE INDEX hubs_list ON fleet.hubs (organization_id, id);
      CREATE INDEX hubs_fleet ON fleet.hubs (fleet_id, id);
    `);
    await secureTenantTable(q, 'fleet.fleets', KEPT);
    await secureTenantTable(q, 'fleet.hubs', KEPT);
  }

  private async createManagers(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.managers (${ROW},
        kind text NOT NULL CHECK (kind IN ('fleet_manager', 'hub_manager')),
        fleet_id uuid NOT NULL,
        hub_id uuid,
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
        phone text NOT NULL CHECK (phone ~ '^\\+91[6-9][0-9]{9}$'),
        status text NOT NULL CHECK (status IN ('ACTIVE', 'DISMISSED')),
        CONSTRAINT managers_post CHECK ((kind = 'hub_manager') = (hub_id IS NOT NULL)),
        CONSTRAINT managers_dismissal CHECK (status <> 'DISMISSED' OR status_reason IS NOT NULL),
        CONSTRAINT managers_fleet FOREIGN KEY (fleet_id, organization_id) REFERENCES fleet.fleets (id, organization_id),
        CONSTRAINT managers_hub FOREIGN KEY (hub_id, fleet_id, organization_id)
          REFERENCES fleet.hubs (id, fleet_id, organization_id)
      );
      CREATE UNIQUE INDEX managers_phone ON fleet.managers (organization_id, phone, kind, coalesce(hub_id, fleet_id))
        WHERE status = 'ACTIVE';
      CREATE INDEX managers_list ON fleet.managers (organization_id, kind, id);
      CREATE INDEX managers_hub ON fleet.managers (hub_id) WHERE hub_id IS NOT NULL;
      CREATE INDEX managers_fleet ON fleet.managers (fleet_id, id);
    `);
    await secureTenantTable(q, 'fleet.managers', KEPT);
  }

  private async createVehicles(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.vehicles (${ROW},
        fleet_id uuid NOT NULL,
        hub_id uuid NOT NULL,
        plate text NOT NULL CHECK (
          plate ~ '^[A-Z]{2}[0-9]{1,2}[A-Z]{0,3}[0-9]{4}$' OR plate ~ '^[0-9]{2}BH[0-9]{4}[A-HJ-NP-Z]{1,2}$'),
        make text NOT NULL CHECK (length(btrim(make)) BETWEEN 1 AND 60),
        model text NOT NULL CHECK (length(btrim(model)) BETWEEN 1 AND 60),
        vehicle_class text NOT NULL CHECK (vehicle_class IN ('HATCHBACK', 'SEDAN', 'SUV', 'PREMIUM')),
        battery_watt_hours integer NOT NULL CHECK (battery_watt_hours BETWEEN 1000 AND 1000000),
        range_metres integer NOT NULL CHECK (range_metres BETWEEN 1000 AND 2000000),
        odometer_metres integer NOT NULL CHECK (odometer_metres BETWEEN 0 AND 999999999),
        odometer_read_at timestamptz NOT NULL,
        odometer_corrected_at timestamptz,
        status text NOT NULL CHECK (status IN ('PENDING', 'ACTIVE', 'MAINTENANCE', 'SUSPENDED', 'RETIRED')),
        CONSTRAINT vehicles_status_reason CHECK (status = 'PENDING' OR status_reason IS NOT NULL),
        CONSTRAINT vehicles_hub FOREIGN KEY (hub_id, fleet_id, organization_id)
          REFERENCES fleet.hubs (id, fleet_id, organization_id)
      );
      CREATE UNIQUE INDEX vehicles_plate ON fleet.vehicles (organization_id, plate) WHERE status <> 'RETIRED';
      CREATE INDEX vehicles_list ON fleet.vehicles (organization_id, id);
      CREATE INDEX vehicles_fleet ON fleet.vehicles (fleet_id, id);
      CREATE INDEX vehicles_hub ON fleet.vehicles (hub_id, id);

      CREATE TABLE fleet.check_in_readings (
        attendance_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        vehicle_id uuid NOT NULL,
        odometer_metres bigint NOT NULL CHECK (odometer_metres >= 0),
        read_at timestamptz NOT NULL
      );
    `);
    await secureTenantTable(q, 'fleet.vehicles', KEPT);
    await secureTenantTable(q, 'fleet.check_in_readings');
  }

  private async createDrivers(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE fleet.drivers (${ROW},
        fleet_id uuid NOT NULL,
        hub_id uuid NOT NULL,
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
        phone text NOT NULL CHECK (phone ~ '^\\+91[6-9][0-9]{9}$'),
        address text CHECK (length(btrim(address)) BETWEEN 1 AND 300),
        emergency_phone text CHECK (emergency_phone ~ '^\\+91[6-9][0-9]{9}$'),
        licence_number text NOT NULL CHECK (licence_number ~ '^[A-Z0-9/]{5,20}$'),
        licence_expires_on date NOT NULL,
        payment_model text NOT NULL CHECK (payment_model IN ('SALARY', 'REVENUE_SHARE', 'DAILY_RENTAL')),
        status text NOT NULL CHECK (status IN ('PENDING', 'ACTIVE', 'SUSPENDED', 'LEFT')),
        CONSTRAINT drivers_status_reason CHECK (status = 'PENDING' OR status_reason IS NOT NULL),
        CONSTRAINT drivers_hub FOREIGN KEY (hub_id, fleet_id, organization_id)
          REFERENCES fleet.hubs (id, fleet_id, organization_id)
      );
      CREATE UNIQUE INDEX drivers_phone ON fleet.drivers (organization_id, phone) WHERE status <> 'LEFT';
      CREATE UNIQUE INDEX drivers_licence ON fleet.drivers (organization_id, licence_number) WHERE status <> 'LEFT';
      CREATE INDEX drivers_list ON fleet.drivers (organization_id, id);
      CREATE INDEX drivers_fleet ON fleet.drivers (fleet_id, id);
      CREATE INDEX drivers_hub ON fleet.drivers (hub_id, id);
    `);
    await secureTenantTable(q, 'fleet.drivers', KEPT);
  }
}
