import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What others read of a cab after a duty on it ended by itself bounds the reading that is still to be given of that duty. */
export class ReadingsByOthers1795600000082 implements MigrationInterface {
  name = 'ReadingsByOthers1795600000082';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE attendance.attendances
        ADD COLUMN read_next_metres bigint CHECK (read_next_metres >= 0),
        ADD COLUMN read_before_metres bigint CHECK (read_before_metres >= 0),
        ADD CONSTRAINT attendances_read_before CHECK (read_before_metres <= read_next_metres);
      COMMENT ON COLUMN attendance.attendances.read_next_metres IS
        'what others read of the vehicle first after a duty that ended by itself and lacks its reading; null where nobody has';
      COMMENT ON COLUMN attendance.attendances.read_before_metres IS
        'the last reading of the vehicle before that; null where that was put right since';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE attendance.attendances DROP COLUMN read_next_metres, DROP COLUMN read_before_metres;
    `);
  }
}
