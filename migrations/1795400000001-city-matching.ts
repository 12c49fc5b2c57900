import type { MigrationInterface, QueryRunner } from 'typeorm';

const GREEDY = '{"mode": "greedy", "windowSeconds": 2, "waitingPercentPerMinute": 10, "lookAheadMinutes": 0}';

/** By which speed ways in a city are estimated, and how drivers are found in it. */
export class CityMatching1795400000001 implements MigrationInterface {
  name = 'CityMatching1795400000001';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE ride.cities
        ADD COLUMN kilometres_per_hour integer CHECK (kilometres_per_hour BETWEEN 5 AND 150),
        ADD COLUMN matching jsonb NOT NULL DEFAULT '${GREEDY}',
        -- Whatever is missing makes it null, which a check lets pass.
        ADD CONSTRAINT cities_matching CHECK ((
          matching->>'mode' IN ('greedy', 'batched')
          AND (matching->>'windowSeconds')::numeric BETWEEN 1 AND 3
          AND (matching->>'waitingPercentPerMinute')::numeric BETWEEN 0 AND 100
          AND (matching->>'lookAheadMinutes')::numeric BETWEEN 0 AND 30) IS TRUE);
      COMMENT ON COLUMN ride.cities.kilometres_per_hour IS 'null: as fast as the service is configured for';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE ride.cities DROP CONSTRAINT cities_matching, DROP COLUMN kilometres_per_hour, DROP COLUMN matching;
    `);
  }
}
