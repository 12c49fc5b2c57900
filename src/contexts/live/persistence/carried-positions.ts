import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf, WORKER_DATA_SOURCE } from '../../../platform/database/data-sources';
import type { DriverPosition, Interest, Place } from '../domain/driver-position';

const WRITE = {
  name: 'live.positions.write',
  text: `INSERT INTO live.positions (driver_id, organization_id, latitude, longitude, heading_degrees, at)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::float8[], $5::real[], $6::timestamptz[])
         ON CONFLICT (driver_id) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude,
           heading_degrees = excluded.heading_degrees, at = excluded.at WHERE positions.at < excluded.at`,
};
const READ = {
  name: 'live.positions.read',
  text: `SELECT driver_id AS "driverId", organization_id AS "organizationId", latitude, longitude,
           heading_degrees AS "headingDegrees", at FROM live.positions WHERE driver_id = ANY($1::uuid[])`,
};
const WATCH = {
  name: 'live.watches.renew',
  text: `INSERT INTO live.watches (process_id, organization_id, whole_board, driver_ids, until)
         SELECT $1, (w->>'organizationId')::uuid, (w->>'wholeBoard')::boolean,
           ARRAY(SELECT jsonb_array_elements_text(w->'driverIds')::uuid), $3
         FROM jsonb_array_elements($2::jsonb) AS w
         ON CONFLICT (process_id, organization_id)
           DO UPDATE SET whole_board = excluded.whole_board, driver_ids = excluded.driver_ids, until = excluded.until`,
};
const WATCHED = {
  name: 'live.watches.of_others',
  text: `SELECT organization_id AS "organizationId", whole_board AS "wholeBoard", driver_ids AS "driverIds"
         FROM live.watches WHERE process_id <> $1 AND until > $2`,
};
const PLACES = {
  name: 'live.drivers.places',
  text: `SELECT driver_id AS "driverId", fleet_id AS "fleetId", hub_id AS "hubId" FROM live.drivers WHERE organization_id = $1`,
};

/**
 * How positions reach the process that shows them from the one that was told them: an unlogged table, written only where
 * another process said that it watches. Each statement is one round trip on the workers' pool.
 */
@Injectable()
export class CarriedPositions {
  private readonly pool: Pool;

  constructor(@Inject(getDataSourceToken(WORKER_DATA_SOURCE)) worker: DataSource) {
    this.pool = poolOf(worker);
  }

  async write(positions: readonly DriverPosition[]): Promise<void> {
    // In one order, so that two processes do not wait for each other in a circle.
    const sorted = [...positions].sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
    const values = [
      sorted.map(({ driverId }) => driverId),
      sorted.map(({ organizationId }) => organizationId),
      sorted.map(({ latitude }) => latitude),
      sorted.map(({ longitude }) => longitude),
      sorted.map(({ headingDegrees }) => headingDegrees),
      sorted.map(({ at }) => at),
    ];
    await this.pool.query({ ...WRITE, values });
  }

  async read(driverIds: readonly string[]): Promise<DriverPosition[]> {
    const { rows } = await this.pool.query<DriverPosition>({ ...READ, values: [driverIds] });
    return rows;
  }

  /** @param until wall time: a process that dies is forgotten then */
  async watch(processId: string, interests: readonly Interest[], until: Date): Promise<void> {
    await this.pool.query({ ...WATCH, values: [processId, JSON.stringify(interests), until] });
  }

  /** What the other processes want to hear of. */
  async watchedElsewhere(processId: string): Promise<Interest[]> {
    const { rows } = await this.pool.query<Interest>({ ...WATCHED, values: [processId, new Date()] });
    return rows;
  }

  async places(organizationId: string): Promise<Map<string, Place>> {
    const { rows } = await this.pool.query<Place & { driverId: string }>({ ...PLACES, values: [organizationId] });
    return new Map(rows.map(({ driverId, fleetId, hubId }) => [driverId, { fleetId, hubId }]));
  }
}
