import type { MigrationInterface, QueryRunner } from 'typeorm';

const GREEDY = '{"mode": "greedy", "windowSeconds": 2, "waitingPercentPerMinute": 10, "lookAheadMinutes": 0}';

/** What a city says to whoever searches a driver in it, remembered there. */
export class TermsWhereSearched1795400000005 implements MigrationInterface {
  name = 'TermsWhereSearched1795400000005';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.served_areas
        ADD COLUMN time_zone text NOT NULL DEFAULT 'Asia/Kolkata',
        ADD COLUMN kilometres_per_hour integer,
        ADD COLUMN matching jsonb NOT NULL DEFAULT '${GREEDY}';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE assignment.served_areas
        DROP COLUMN time_zone, DROP COLUMN kilometres_per_hour, DROP COLUMN matching;
    `);
  }
}
