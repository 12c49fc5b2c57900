import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createContextSchema, secureTenantTable } from './tenant-table';

const FARE_LINES = [
  ...['base', 'rental_package', 'distance', 'time', 'night', 'multiplier'],
  ...['waiting', 'airport_fee', 'driver_allowance', 'tolls', 'parking'],
];
const amountOf = (code: string): string =>
  `coalesce(jsonb_path_query_first(lines, '$[*] ? (@.code == "${code}").amountPaise')::bigint, 0)`;

/** Cities, tariffs, rides and their timeline. */
export class Ride1795100000006 implements MigrationInterface {
  name = 'Ride1795100000006';

  async up(q: QueryRunner): Promise<void> {
    await q.query('CREATE EXTENSION IF NOT EXISTS btree_gist');
    await createContextSchema(q, 'ride');
    await q.query(`
      -- A line of another kind is not counted, and so is refused.
      CREATE FUNCTION ride.lines_total(lines jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        $$ SELECT ${FARE_LINES.map(amountOf).join(' + ')} $$;
      GRANT EXECUTE ON FUNCTION ride.lines_total(jsonb) TO cabstand_runtime, cabstand_worker;

      CREATE TABLE ride.cities (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        code text NOT NULL CHECK (code ~ '^[A-Z][A-Z0-9_]{1,31}$'),
        name text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
        time_zone text NOT NULL,
        origin jsonb NOT NULL CHECK (jsonb_typeof(origin) = 'array' AND jsonb_array_length(origin) >= 3),
        lead_days integer NOT NULL CHECK (lead_days BETWEEN 0 AND 30),
        windows jsonb NOT NULL,
        CONSTRAINT cities_code UNIQUE (organization_id, code)
      );

      CREATE TABLE ride.tariffs (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        city_code text NOT NULL,
        vehicle_class text NOT NULL CHECK (vehicle_class IN ('HATCHBACK', 'SEDAN', 'SUV', 'PREMIUM')),
        trip_type text NOT NULL CHECK (trip_type IN ('AIRPORT', 'RENTAL', 'OUTSTATION', 'LOCAL')),
        effective_from timestamptz NOT NULL,
        effective_to timestamptz,
        terms jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT tariffs_period CHECK (effective_to IS NULL OR effective_to >= effective_from),
        CONSTRAINT tariffs_no_overlap EXCLUDE USING gist (
          organization_id WITH =, city_code WITH =, vehicle_class WITH =, trip_type WITH =,
          tstzrange(effective_from, effective_to) WITH &&)
      );
      COMMENT ON COLUMN ride.tariffs.effective_to IS 'excluded; equal to effective_from when it was ended before it began';
      -- Beside the constraint's: range operators are not leakproof, so row-level security keeps them from an index.
      CREATE INDEX tariffs_in_force ON ride.tariffs (organization_id, vehicle_class, trip_type, effective_from);
      CREATE INDEX tariffs_list ON ride.tariffs (organization_id, created_at DESC, id DESC);

      CREATE TABLE ride.rides (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        version integer NOT NULL,
        code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{8}$'),
        city_code text NOT NULL,
        time_zone text NOT NULL,
        windows jsonb NOT NULL,
        vehicle_class text NOT NULL CHECK (vehicle_class IN ('HATCHBACK', 'SEDAN', 'SUV', 'PREMIUM')),
        trip_type text NOT NULL CHECK (trip_type IN ('AIRPORT', 'RENTAL', 'OUTSTATION', 'LOCAL')),
        pickup_at timestamptz NOT NULL,
        pickup jsonb NOT NULL,
        drop jsonb,
        stops jsonb NOT NULL,
        passenger_name text NOT NULL CHECK (length(btrim(passenger_name)) > 0),
        passenger_phone text NOT NULL CHECK (passenger_phone ~ '^\\+91[6-9][0-9]{9}$'),
        payment_mode text NOT NULL CHECK (payment_mode IN ('CASH', 'UPI', 'PREPAID', 'CORPORATE')),
        rental_package_code text,
        expected_metres bigint NOT NULL CHECK (expected_metres >= 0),
        expected_minutes integer NOT NULL CHECK (expected_minutes > 0),
        expectation_source text NOT NULL CHECK (expectation_source IN ('given', 'estimated', 'package')),
        tariff_id uuid NOT NULL REFERENCES ride.tariffs,
        tariff_terms jsonb NOT NULL,
        quoted_fare_paise bigint NOT NULL CHECK (quoted_fare_paise >= 0),
        quoted_fare_lines jsonb NOT NULL,
        booked_at timestamptz NOT NULL,
        booked_by uuid NOT NULL,
        status text NOT NULL CHECK (status IN ('BLOCKED', 'EXPIRED', 'CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND',
          'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED', 'COMPLETED', 'NO_SHOW', 'CANCELLED')),
        engagement_id uuid,
        driver_id uuid,
        vehicle_id uuid,
        driver jsonb,
        assigned_at timestamptz,
        departed_at timestamptz,
        arrived_at timestamptz,
        confirmed_pickup jsonb,
        started_at timestamptz,
        waiting_seconds integer CHECK (waiting_seconds >= 0),
        legs jsonb NOT NULL,
        breakdown jsonb,
        start_tries jsonb NOT NULL,
        trip jsonb,
        fare_paise bigint CHECK (fare_paise >= 0),
        fare_lines jsonb,
        awaiting_review boolean NOT NULL,
        cancellation jsonb,
        overdue_at timestamptz,
        closed_at timestamptz,
        CONSTRAINT rides_code UNIQUE (organization_id, code),
        CONSTRAINT rides_pickup_after_booking CHECK (pickup_at > booked_at),
        CONSTRAINT rides_rental_package CHECK ((trip_type = 'RENTAL') = (rental_package_code IS NOT NULL)),
        CONSTRAINT rides_drop CHECK (trip_type = 'RENTAL' OR drop IS NOT NULL),
        CONSTRAINT rides_driver_whole CHECK (num_nonnulls(engagement_id, driver_id, vehicle_id, driver, assigned_at) IN (0, 5)),
        CONSTRAINT rides_driver_when_needed CHECK (CASE
          WHEN status IN ('DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED', 'COMPLETED', 'NO_SHOW') THEN driver_id IS NOT NULL
          WHEN status = 'CANCELLED' THEN true
          ELSE driver_id IS NULL END),
        CONSTRAINT rides_departed CHECK (status NOT IN ('EN_ROUTE', 'ARRIVED', 'STARTED', 'COMPLETED', 'NO_SHOW') OR departed_at IS NOT NULL),
        CONSTRAINT rides_arrived CHECK (status NOT IN ('ARRIVED', 'STARTED', 'COMPLETED', 'NO_SHOW')
          OR num_nonnulls(arrived_at, confirmed_pickup) = 2),
        CONSTRAINT rides_started CHECK (status NOT IN ('STARTED', 'COMPLETED')
          OR num_nonnulls(started_at, waiting_seconds) = 2 AND jsonb_array_length(legs) > 0),
        CONSTRAINT rides_trip CHECK ((status = 'COMPLETED') = (trip IS NOT NULL)),
        CONSTRAINT rides_fare CHECK ((fare_paise IS NOT NULL) = (status = 'COMPLETED' AND NOT awaiting_review)),
        CONSTRAINT rides_fare_whole CHECK ((fare_paise IS NULL) = (fare_lines IS NULL)),
        CONSTRAINT rides_awaiting_review CHECK (NOT awaiting_review OR status = 'COMPLETED'),
        CONSTRAINT rides_cancellation CHECK ((status = 'CANCELLED') = (cancellation IS NOT NULL)),
        CONSTRAINT rides_closed CHECK ((status IN ('COMPLETED', 'NO_SHOW', 'CANCELLED')) = (closed_at IS NOT NULL))
      );
      COMMENT ON COLUMN ride.rides.windows IS 'the city''s, as they were when it was booked';
      COMMENT ON COLUMN ride.rides.tariff_terms IS 'as they were when it was booked: the fare is computed by these';

      CREATE INDEX rides_by_pickup ON ride.rides (organization_id, pickup_at DESC, id DESC);
      CREATE INDEX rides_active ON ride.rides (organization_id, pickup_at DESC, id DESC)
        WHERE status IN ('BLOCKED', 'CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED');
      CREATE INDEX rides_awaiting_review ON ride.rides (organization_id, pickup_at DESC, id DESC) WHERE awaiting_review;
      CREATE INDEX rides_by_driver ON ride.rides (driver_id, pickup_at DESC, id DESC) WHERE driver_id IS NOT NULL;
      CREATE INDEX rides_by_vehicle ON ride.rides (vehicle_id, pickup_at DESC, id DESC) WHERE vehicle_id IS NOT NULL;
      CREATE INDEX rides_by_phone ON ride.rides (organization_id, passenger_phone, pickup_at DESC, id DESC);
      CREATE UNIQUE INDEX rides_one_under_way_a_driver ON ride.rides (driver_id) WHERE status IN ('EN_ROUTE', 'ARRIVED', 'STARTED');
      CREATE UNIQUE INDEX rides_one_under_way_a_vehicle ON ride.rides (vehicle_id) WHERE status IN ('EN_ROUTE', 'ARRIVED', 'STARTED');

      CREATE FUNCTION ride.check_amounts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (TG_OP = 'INSERT' OR NEW.quoted_fare_paise <> OLD.quoted_fare_paise OR NEW.quoted_fare_lines <> OLD.quoted_fare_lines)
          AND NEW.quoted_fare_paise <> ride.lines_total(NEW.quoted_fare_lines) THEN
          RAISE EXCEPTION 'the lines of the quote do not add up to it' USING ERRCODE = 'check_violation', CONSTRAINT = 'rides_quote_adds_up';
        END IF;
        IF NEW.fare_paise IS NOT NULL AND NEW.fare_paise <> ride.lines_total(NEW.fare_lines) THEN
          RAISE EXCEPTION 'the lines of the fare do not add up to it' USING ERRCODE = 'check_violation', CONSTRAINT = 'rides_fare_adds_up';
        END IF;
        RETURN NEW;
      END $$;
      -- Not checks: PostgreSQL parses and inlines those anew in every statement, which took a third of the time of a step.
      CREATE TRIGGER check_amounts BEFORE INSERT OR UPDATE ON ride.rides FOR EACH ROW EXECUTE FUNCTION ride.check_amounts();

      CREATE TABLE ride.drivers (
        driver_id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        fleet_id uuid NOT NULL,
        hub_id uuid NOT NULL
      );
      COMMENT ON TABLE ride.drivers IS 'remembered of the events of fleet';
      CREATE INDEX drivers_by_fleet ON ride.drivers (fleet_id, hub_id);

      CREATE TABLE ride.timeline (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL,
        ride_id uuid NOT NULL,
        at timestamptz NOT NULL,
        type text NOT NULL CHECK (length(type) > 0),
        actor_type text NOT NULL CHECK (actor_type IN ('user', 'system', 'anonymous')),
        actor_id text,
        data jsonb NOT NULL
      );
      COMMENT ON COLUMN ride.timeline.id IS 'of the event';
      COMMENT ON COLUMN ride.timeline.ride_id IS 'no foreign key: an entry is written by the statement that writes its ride, and rides are not deleted';
      CREATE INDEX timeline_of_ride ON ride.timeline (ride_id, at, id);
      CREATE FUNCTION ride.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
      CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ride.timeline FOR EACH ROW EXECUTE FUNCTION ride.refuse_change();
      CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON ride.timeline FOR EACH STATEMENT EXECUTE FUNCTION ride.refuse_change();
    `);
    await secureTenantTable(q, 'ride.cities', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'ride.tariffs', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'ride.drivers', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'ride.rides', { grants: ['SELECT', 'INSERT', 'UPDATE'] });
    await secureTenantTable(q, 'ride.timeline', { grants: ['SELECT', 'INSERT'] });
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA ride CASCADE');
  }
}
