import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { Configuration } from '../../../platform/config/configuration';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { EarlierRide } from '../domain/earlier-ride';
import { finishingRide } from '../domain/finishing';
import { CITY_OF_RIDE } from '../projections/ride-book';
import type { OpenEngagement } from './engagements';

const OF_DRIVER: Statement = {
  name: 'assignment.earlier_ride.of_driver',
  text: `SELECT e.status, r.closed AS ride_closed, e.finishes_at, e.drop_latitude, e.drop_longitude, p.latitude, p.longitude, c.kilometres_per_hour
         FROM assignment.engagements e
         JOIN assignment.rides r ON r.ride_id = e.ride_id
         ${CITY_OF_RIDE}
         LEFT JOIN assignment.last_positions p ON p.driver_id = e.driver_id
         WHERE e.ride_id = $1 AND e.driver_id = $2 ORDER BY e.id DESC LIMIT 1`,
};
const CUT: Statement = {
  name: 'assignment.earlier_ride.cut',
  text: `UPDATE assignment.engagements SET planned_until = $3, version = version + 1
         WHERE ride_id = $1 AND driver_id = $2 AND status = 'UNDER_WAY' AND planned_from < $3 AND planned_until > $3`,
};
const WAITING: Statement = {
  name: 'assignment.earlier_ride.waiting',
  text: `SELECT id, ride_id AS "rideId", driver_id AS "driverId", vehicle_id AS "vehicleId", version FROM assignment.engagements
         WHERE after_ride_id = $1 AND driver_id = $2 AND status = 'PLANNED'`,
};

interface Row extends QueryResultRow {
  status: 'PLANNED' | 'UNDER_WAY' | 'ENDED' | 'RELEASED';
  ride_closed: boolean;
  finishes_at: Date | null;
  drop_latitude: number;
  drop_longitude: number;
  latitude: number | null;
  longitude: number;
  kilometres_per_hour: number | null;
}

/** Rides whose drivers take, or have taken, another before they are over. */
@Injectable()
export class EarlierRides {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly configuration: Configuration,
  ) {}

  /** How it stands with its driver now. Who decides by it holds his lock. */
  async of(rideId: string, driverId: string, now: Date): Promise<EarlierRide> {
    const [row] = await this.unitOfWork.rows<Row>(OF_DRIVER, [rideId, driverId]);
    if (row?.status === 'ENDED') return { state: 'over' };
    // Of a cab that stands nobody knows when it is free, whatever became of its ride.
    if (!row || row.finishes_at === null) return { state: 'lost' };
    if (row.status !== 'UNDER_WAY') return { state: row.ride_closed ? 'over' : 'lost' };
    const drop = { latitude: row.drop_latitude, longitude: row.drop_longitude };
    const here = row.latitude === null ? drop : { latitude: row.latitude, longitude: row.longitude };
    const speed = row.kilometres_per_hour ?? this.configuration.routing.cityKilometresPerHour;
    return { state: 'under_way', rest: finishingRide({ rideId, finishesAt: row.finishes_at, drop }, here, speed, now) };
  }

  /** It holds its driver and his cab until then, and no longer: the next ride holds them from that moment. */
  async cut(rideId: string, driverId: string, until: Date): Promise<void> {
    await this.unitOfWork.query(CUT, [rideId, driverId, until]);
  }

  /** What this driver was to drive after it, and has not set out to yet. */
  async waitingAfter(rideId: string, driverId: string): Promise<(OpenEngagement & { version: number })[]> {
    return this.unitOfWork.rows<OpenEngagement & { version: number }>(WAITING, [rideId, driverId]);
  }
}
