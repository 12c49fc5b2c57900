import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { type CityMatching, type CityTerms, DEFAULT_CITY_TERMS } from '../../../kernel/city-terms';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RideBooked, RidePickupMoved } from '../../ride/contracts/ride-events';
import type { RideToMatch } from '../domain/candidate';

const BOOK: Statement = {
  name: 'assignment.ride.book',
  text: `INSERT INTO assignment.rides (ride_id, organization_id, vehicle_class, pickup_at, expected_minutes, demand, city,
           pickup_latitude, pickup_longitude, drop_latitude, drop_longitude, expected_metres, ends_at_drop, is_airport)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
};
const MOVE_PICKUP: Statement = {
  name: 'assignment.ride.move_pickup',
  text: `UPDATE assignment.rides
         SET pickup_latitude = $2, pickup_longitude = $3, expected_metres = $4, expected_minutes = $5 WHERE ride_id = $1`,
};

/** Trips after which the cab stands at the drop, free: a rental, and a journey of days, end where their rider likes. */
const ENDING_AT_DROP: readonly string[] = ['LOCAL', 'AIRPORT'];

/** Of `assignment.rides r` and `CITY_OF_RIDE`, for `rideOf`; named apart from whatever is selected beside them. */
export const RIDE_COLUMNS = `r.ride_id, r.organization_id AS ride_organization_id, r.city AS ride_city,
  r.vehicle_class AS ride_class, r.demand AS ride_demand, r.pickup_at AS ride_pickup_at,
  r.pickup_latitude AS ride_latitude, r.pickup_longitude AS ride_longitude,
  r.expected_metres::float8 AS ride_metres, r.expected_minutes AS ride_minutes, r.closed AS ride_closed,
  r.is_airport AS ride_is_airport,
  c.time_zone AS city_time_zone, c.kilometres_per_hour AS city_kilometres_per_hour, c.matching AS city_matching`;
/** Beside `assignment.rides r`. */
export const CITY_OF_RIDE = `LEFT JOIN assignment.served_areas c
  ON c.organization_id = r.organization_id AND c.city_code = r.city`;
const TO_MATCH: Statement = {
  name: 'assignment.ride.to_match',
  text: `SELECT ${RIDE_COLUMNS}, (SELECT e.driver_id FROM assignment.engagements e
           WHERE e.ride_id = r.ride_id AND e.status IN ('PLANNED', 'UNDER_WAY')) AS engaged_driver_id
         FROM assignment.rides r ${CITY_OF_RIDE} WHERE r.ride_id = $1 AND r.organization_id = $2`,
};

export interface RideRow extends QueryResultRow {
  ride_id: string;
  ride_organization_id: string;
  ride_city: string | null;
  ride_class: string;
  ride_demand: 'now' | 'scheduled';
  ride_pickup_at: Date;
  ride_latitude: number | null;
  ride_longitude: number | null;
  ride_metres: number | null;
  ride_minutes: number;
  ride_closed: boolean;
  ride_is_airport: boolean;
  /** Null, as the two below, where the city is not configured. */
  city_time_zone: string | null;
  city_kilometres_per_hour: number | null;
  city_matching: CityMatching | null;
}

export interface BookedRide {
  /** Without a pickup for what was booked before places were remembered. */
  readonly ride: RideToMatch | null;
  readonly closed: boolean;
  readonly engagedDriverId: string | null;
}

/** What assignment remembers of rides: what they ask of a driver, where and when. */
@Injectable()
export class RideBook {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async book(ride: RideBooked['payload'], organizationId: string | null): Promise<void> {
    const { rideId, vehicleClass, pickupAt, expectedMinutes, when, city, pickup, drop, expectedMetres } = ride;
    // Over stops nobody tells how much of the way is left.
    const endsAtDrop = drop !== null && ride.stops.length === 0 && ENDING_AT_DROP.includes(ride.tripType);
    await this.unitOfWork.query(BOOK, [
      ...[rideId, organizationId, vehicleClass, pickupAt, expectedMinutes, when, city],
      ...[pickup.latitude, pickup.longitude, drop?.latitude ?? null, drop?.longitude ?? null, expectedMetres],
      ...[endsAtDrop, ride.tripType === 'AIRPORT'],
    ]);
  }

  async movePickup({ rideId, pickup, expectedMetres, expectedMinutes }: RidePickupMoved['payload']): Promise<void> {
    const values = [rideId, pickup.latitude, pickup.longitude, expectedMetres, expectedMinutes];
    await this.unitOfWork.query(MOVE_PICKUP, values);
  }

  /** Null: there is none with this id in the organization. */
  async find(rideId: string, organizationId: string): Promise<BookedRide | null> {
    const [row] = await this.unitOfWork.rows<RideRow & { engaged_driver_id: string | null }>(TO_MATCH, [
      rideId,
      organizationId,
    ]);
    if (!row) return null;
    const ride = row.ride_latitude === null ? null : rideOf(row);
    return { ride, closed: row.ride_closed, engagedDriverId: row.engaged_driver_id };
  }
}

/** Of a ride that is searched for, and so has a pickup. */
export function rideOf(row: RideRow): RideToMatch {
  return {
    rideId: row.ride_id,
    organizationId: row.ride_organization_id,
    city: row.ride_city ?? '',
    vehicleClass: row.ride_class,
    demand: row.ride_demand,
    pickup: { latitude: row.ride_latitude!, longitude: row.ride_longitude! },
    pickupAt: row.ride_pickup_at,
    expectedMetres: row.ride_metres ?? 0,
    expectedMinutes: row.ride_minutes,
    closed: row.ride_closed,
    isAirport: row.ride_is_airport,
    cityTerms: cityTermsOf(row),
  };
}

function cityTermsOf({
  city_time_zone: timeZone,
  city_kilometres_per_hour: kilometresPerHour,
  city_matching: matching,
}: RideRow): CityTerms {
  return timeZone === null || matching === null ? DEFAULT_CITY_TERMS : { timeZone, kilometresPerHour, matching };
}
