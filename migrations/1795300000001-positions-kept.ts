import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a device says of itself stays within bounds, ages, and is kept once a second and no longer than it is needed. */
export class PositionsKept1795300000001 implements MigrationInterface {
  name = 'PositionsKept1795300000001';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.last_positions
        ADD COLUMN charge_at timestamptz,
        ADD CONSTRAINT last_positions_accuracy CHECK (accuracy_metres BETWEEN 0 AND 100000),
        ADD CONSTRAINT last_positions_speed CHECK (speed_mps BETWEEN 0 AND 1000),
        ADD CONSTRAINT last_positions_heading CHECK (heading BETWEEN 0 AND 360),
        ADD CONSTRAINT last_positions_charge CHECK (charge_percent BETWEEN 0 AND 100);
      UPDATE assignment.last_positions SET charge_at = seen_at WHERE charge_percent IS NOT NULL;
      ALTER TABLE assignment.trip_traces
        ADD CONSTRAINT trip_traces_accuracy CHECK (accuracy_metres BETWEEN 0 AND 100000),
        ADD CONSTRAINT trip_traces_speed CHECK (speed_mps BETWEEN 0 AND 1000),
        ADD CONSTRAINT trip_traces_heading CHECK (heading BETWEEN 0 AND 360);

      -- One point a second of the device's clock: a path of a day is 86,400 points, however often the device reports.
      DELETE FROM assignment.trip_traces t USING (
        SELECT ctid AS place, row_number() OVER (
          PARTITION BY ride_id, driver_id, date_trunc('second', device_at AT TIME ZONE 'UTC')
          ORDER BY doubt NULLS FIRST, device_at) AS nth FROM assignment.trip_traces) AS n
      WHERE t.ctid = n.place AND n.nth > 1;
      ALTER TABLE assignment.trip_traces DROP CONSTRAINT trip_traces_pkey;
      CREATE UNIQUE INDEX trip_traces_once_a_second
        ON assignment.trip_traces (ride_id, driver_id, date_trunc('second', device_at AT TIME ZONE 'UTC'));

      -- For forgetting by age: they come in nearly in the order of time, so that this index is a few pages.
      CREATE INDEX trip_traces_at ON assignment.trip_traces USING brin (at);
      GRANT DELETE ON assignment.trip_traces TO cabstand_worker;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      REVOKE DELETE ON assignment.trip_traces FROM cabstand_worker;
      DROP INDEX assignment.trip_traces_at, assignment.trip_traces_once_a_second;
      ALTER TABLE assignment.trip_traces ADD PRIMARY KEY (ride_id, driver_id, device_at),
        DROP CONSTRAINT trip_traces_accuracy, DROP CONSTRAINT trip_traces_speed, DROP CONSTRAINT trip_traces_heading;
      ALTER TABLE assignment.last_positions DROP COLUMN charge_at,
        DROP CONSTRAINT last_positions_accuracy, DROP CONSTRAINT last_positions_speed,
        DROP CONSTRAINT last_positions_heading, DROP CONSTRAINT last_positions_charge;
    `);
  }
}
