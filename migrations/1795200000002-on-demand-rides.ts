import type { MigrationInterface, QueryRunner } from 'typeorm';
import { secureTenantTable } from './tenant-table';

const ACTIVE = `('BLOCKED', 'CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED')`;

/** Rides that riders ask for now: whose they are, what is quoted and surged, and what cancelling costs. */
export class OnDemandRides1795200000002 implements MigrationInterface {
  name = 'OnDemandRides1795200000002';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE ride.cities
        ADD COLUMN on_demand jsonb NOT NULL DEFAULT '{"promiseMinutes": 10, "quoteMinutes": 5}';

      ALTER TABLE ride.rides
        ADD COLUMN rider_id uuid,
        ADD COLUMN demand text NOT NULL DEFAULT 'scheduled' CHECK (demand IN ('scheduled', 'now')),
        ADD COLUMN quote_id uuid,
        ADD COLUMN cancellation_policy jsonb,
        ADD COLUMN no_show_fee_paise bigint CHECK (no_show_fee_paise >= 0),
        ADD CONSTRAINT rides_no_show_fee CHECK (no_show_fee_paise IS NULL OR status = 'NO_SHOW'),
        DROP CONSTRAINT rides_pickup_after_booking,
        -- A driver who stands beside the rider is promised at once.
        ADD CONSTRAINT rides_pickup_after_booking
          CHECK (pickup_at > booked_at OR demand = 'now' AND pickup_at = booked_at),
        ADD CONSTRAINT rides_rider_on_demand CHECK (rider_id IS NULL OR demand = 'now');
      ALTER TABLE ride.rides ALTER COLUMN demand DROP DEFAULT;
      COMMENT ON COLUMN ride.rides.rider_id IS 'the account it was requested for; identity''s';
      COMMENT ON COLUMN ride.rides.cancellation_policy IS 'as it was when the ride was booked';
      CREATE UNIQUE INDEX rides_one_active_a_rider ON ride.rides (organization_id, rider_id)
        WHERE rider_id IS NOT NULL AND status IN ${ACTIVE};
      CREATE INDEX rides_by_rider ON ride.rides (organization_id, rider_id, pickup_at DESC, id DESC) WHERE rider_id IS NOT NULL;

      CREATE TABLE ride.riders (
        organization_id uuid NOT NULL,
        rider_id uuid NOT NULL,
        name text NOT NULL,
        phone text NOT NULL,
        status text NOT NULL CHECK (status IN ('ACTIVE', 'SUSPENDED')),
        blocking_paise bigint NOT NULL CHECK (blocking_paise >= 0),
        PRIMARY KEY (organization_id, rider_id)
      );
      COMMENT ON TABLE ride.riders IS 'remembered of the events of identity and payment, under the rider''s lock';

      CREATE TABLE ride.cancellation_policies (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        effective_from timestamptz NOT NULL,
        effective_to timestamptz,
        terms jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT cancellation_policies_period CHECK (effective_to IS NULL OR effective_to > effective_from),
        CONSTRAINT cancellation_policies_no_overlap EXCLUDE USING gist (
          organization_id WITH =, tstzrange(effective_from, effective_to) WITH &&)
      );
      CREATE INDEX cancellation_policies_list ON ride.cancellation_policies (organization_id, effective_from DESC, id DESC);
    `);
    await q.query(`
      CREATE TABLE ride.surges (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        city_code text NOT NULL,
        vehicle_class text CHECK (vehicle_class IN ('HATCHBACK', 'SEDAN', 'SUV', 'PREMIUM')),
        multiplier_permille integer NOT NULL CHECK (multiplier_permille BETWEEN 500 AND 2000),
        effective_from timestamptz NOT NULL,
        effective_to timestamptz NOT NULL,
        reason text NOT NULL CHECK (length(btrim(reason)) > 0),
        set_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT surges_period CHECK (effective_to >= effective_from),
        CONSTRAINT surges_no_overlap EXCLUDE USING gist (
          organization_id WITH =, city_code WITH =, coalesce(vehicle_class, '') WITH =,
          tstzrange(effective_from, effective_to) WITH &&)
      );
      CREATE INDEX surges_in_force ON ride.surges (organization_id, effective_to);

      CREATE TABLE ride.quotes (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        asked_by uuid NOT NULL,
        city_code text NOT NULL,
        trip text NOT NULL,
        tariff_id uuid NOT NULL REFERENCES ride.tariffs,
        terms jsonb NOT NULL,
        surge_permille integer NOT NULL CHECK (surge_permille BETWEEN 500 AND 2000),
        expected_metres bigint NOT NULL CHECK (expected_metres >= 0),
        expected_minutes integer NOT NULL CHECK (expected_minutes > 0),
        expectation_source text NOT NULL,
        fare_paise bigint NOT NULL CHECK (fare_paise >= 0),
        fare_lines jsonb NOT NULL,
        quoted_at timestamptz NOT NULL,
        valid_until timestamptz NOT NULL CHECK (valid_until > quoted_at)
      );
      COMMENT ON TABLE ride.quotes IS 'written once, forgotten a day after they stood; a ride keeps what it was priced by';
      COMMENT ON COLUMN ride.quotes.trip IS 'kind, time and points: a request by the quote must be for the same';
      CREATE INDEX quotes_by_end ON ride.quotes (valid_until);
    `);
    await secureTenantTable(q, 'ride.surges', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'ride.quotes', { grants: ['SELECT', 'INSERT', 'DELETE'] });
    await secureTenantTable(q, 'ride.cancellation_policies', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'ride.riders', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE ride.quotes;
      DROP TABLE ride.surges;
      DROP TABLE ride.cancellation_policies;
      DROP TABLE ride.riders;
      ALTER TABLE ride.rides
        DROP CONSTRAINT rides_pickup_after_booking,
        DROP COLUMN rider_id, DROP COLUMN demand, DROP COLUMN quote_id, DROP COLUMN cancellation_policy, DROP COLUMN no_show_fee_paise,
        ADD CONSTRAINT rides_pickup_after_booking CHECK (pickup_at > booked_at);
      ALTER TABLE ride.cities DROP COLUMN on_demand;
    `);
  }
}
