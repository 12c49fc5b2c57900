import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is about to set down his rider, where and when; and what is offered to him, and held for him, until then. */
export class LookAhead1795400000003 implements MigrationInterface {
  name = 'LookAhead1795400000003';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.rides ADD COLUMN ends_at_drop boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT rides_ends_somewhere CHECK (NOT ends_at_drop OR drop_latitude IS NOT NULL);
      COMMENT ON COLUMN assignment.rides.ends_at_drop IS
        'the cab is free at the drop: no rental and no outstation trip; false of rides booked before this was remembered';

      ALTER TABLE assignment.engagements
        ADD COLUMN finishes_at timestamptz,
        ADD COLUMN drop_latitude double precision CHECK (drop_latitude BETWEEN -90 AND 90),
        ADD COLUMN drop_longitude double precision CHECK (drop_longitude BETWEEN -180 AND 180),
        ADD COLUMN after_ride_id uuid,
        ADD COLUMN free_at timestamptz,
        ADD CONSTRAINT engagements_finish_whole CHECK (
          (finishes_at IS NULL) = (drop_latitude IS NULL) AND (finishes_at IS NULL) = (drop_longitude IS NULL)),
        ADD CONSTRAINT engagements_after_whole CHECK ((after_ride_id IS NULL) = (free_at IS NULL)),
        ADD CONSTRAINT engagements_after_another CHECK (after_ride_id <> ride_id);
      COMMENT ON COLUMN assignment.engagements.finishes_at IS
        'by the booking, since the rider is aboard; null before, where the ride does not end at its drop, and after a breakdown';
      COMMENT ON COLUMN assignment.engagements.after_ride_id IS
        'he accepted while he carried the rider of that ride; null where he was free';
      COMMENT ON COLUMN assignment.engagements.free_at IS 'when that ride was expected to be over; earlier where it was';
      -- Few: those who carry a rider now, by when they will be free.
      CREATE INDEX engagements_finishing ON assignment.engagements (organization_id, finishes_at)
        WHERE status = 'UNDER_WAY' AND finishes_at IS NOT NULL;
      CREATE INDEX engagements_waiting ON assignment.engagements (after_ride_id)
        WHERE status = 'PLANNED' AND after_ride_id IS NOT NULL;

      ALTER TABLE assignment.offers ADD COLUMN after_ride_id uuid, ADD COLUMN free_at timestamptz,
        ADD CONSTRAINT offers_after_whole CHECK ((after_ride_id IS NULL) = (free_at IS NULL)),
        ADD CONSTRAINT offers_after_another CHECK (after_ride_id <> ride_id);
      COMMENT ON COLUMN assignment.offers.after_ride_id IS 'the ride that its driver was to finish first; null where he was free';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.offers DROP COLUMN after_ride_id, DROP COLUMN free_at;
      ALTER TABLE assignment.engagements DROP COLUMN finishes_at, DROP COLUMN drop_latitude, DROP COLUMN drop_longitude,
        DROP COLUMN after_ride_id, DROP COLUMN free_at;
      ALTER TABLE assignment.rides DROP COLUMN ends_at_drop;
    `);
  }
}
