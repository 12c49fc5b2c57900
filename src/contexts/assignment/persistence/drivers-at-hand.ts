import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { FLEET_TIME_ZONE } from '../../../kernel/local-day';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DriverAtHand, Duty, Hold, RideToServe } from '../domain/assignability';
import type { Scope } from '../domain/scope';
import { CITY_OF_RIDE } from '../projections/ride-book';
import { gateColumns, type GateRow, gatesOf, LIVE_SHIFT } from './gate-columns';

/** Holds other than the ride's own, which a reassignment gives back first. */
const holds = (column: string, id: string): string =>
  `(SELECT json_agg(json_build_object('rideId', e.ride_id, 'start', e.planned_from, 'end', e.planned_until))
    FROM assignment.engagements e
    WHERE e.${column} = ${id} AND e.status IN ('PLANNED', 'UNDER_WAY') AND e.ride_id <> r.ride_id)`;

const columns = (
  now: string,
): string => `d.driver_id, d.name, d.phone, d.status, d.licence_expires_on::text, d.duty, d.attended_vehicle_id,
  s.id AS roster_entry_id, s.vehicle_id, v.plate, v.vehicle_class, v.status AS vehicle_status,
  ${holds('driver_id', 'd.driver_id')} AS driver_holds, ${holds('vehicle_id', 's.vehicle_id')} AS vehicle_holds,
  ${gateColumns(now)}`;

/** The shift that covers the moment the driver is needed, as `neededAt` says; the exclusion constraint allows one. */
const shiftAt = (free: string): string => `
  LEFT JOIN LATERAL (
    SELECT id, vehicle_id, starts_at FROM assignment.roster_entries
    WHERE driver_id = d.driver_id AND ${LIVE_SHIFT}
      AND starts_at <= greatest(r.pickup_at, ${free}) AND ends_at > greatest(r.pickup_at, ${free})
    ORDER BY starts_at DESC LIMIT 1
  ) s ON true
  LEFT JOIN assignment.vehicles v ON v.vehicle_id = s.vehicle_id`;

const IN_SCOPE = '($4::uuid[] IS NULL OR d.fleet_id = ANY($4)) AND ($5::uuid[] IS NULL OR d.hub_id = ANY($5))';

/** Everything an assignment is decided by, in one round trip: what it reads is held still by the ride's and driver's locks. */
const FACTS: Statement = {
  name: 'assignment.assign.facts',
  text: `SELECT r.ride_id, r.pickup_at, r.expected_minutes, r.vehicle_class AS ride_class, r.demand, r.closed,
           c.time_zone,
           (SELECT e.driver_id FROM assignment.engagements e
            WHERE e.ride_id = r.ride_id AND e.status IN ('PLANNED', 'UNDER_WAY')) AS engaged_driver_id,
           ${columns('$6::timestamptz')}
         FROM (VALUES (1)) AS one
         LEFT JOIN assignment.rides r ON r.ride_id = $1 AND r.organization_id = $3
         ${CITY_OF_RIDE}
         LEFT JOIN assignment.drivers d ON d.driver_id = $2 AND d.organization_id = $3 AND ${IN_SCOPE}
         ${shiftAt('$6::timestamptz')}`,
};

const RIDE: Statement = {
  name: 'assignment.ride.read',
  text: `SELECT r.ride_id, r.pickup_at, r.expected_minutes, r.vehicle_class AS ride_class, r.demand, r.closed, c.time_zone
         FROM assignment.rides r ${CITY_OF_RIDE} WHERE r.ride_id = $1 AND r.organization_id = $2`,
};
const CANDIDATES: Statement = {
  name: 'assignment.ride.candidates',
  text: `SELECT ${columns('$3::timestamptz')}
         FROM assignment.rides r
         JOIN assignment.drivers d ON d.organization_id = r.organization_id AND d.status <> 'LEFT' AND ${IN_SCOPE}
         ${shiftAt('$3::timestamptz')}
         WHERE r.ride_id = $1 AND r.organization_id = $2 AND ($6::uuid IS NULL OR d.driver_id > $6)
         ORDER BY d.driver_id LIMIT $7`,
};

interface RideRow extends QueryResultRow {
  ride_id: string | null;
  pickup_at: Date;
  expected_minutes: number;
  ride_class: string;
  demand: 'now' | 'scheduled';
  closed: boolean;
  /** Null where the city is not configured. */
  time_zone: string | null;
}
interface StoredHold {
  rideId: string;
  start: string;
  end: string;
}
interface DriverRow extends QueryResultRow, GateRow {
  driver_id: string | null;
  name: string;
  phone: string;
  status: string;
  licence_expires_on: string;
  duty: Duty;
  attended_vehicle_id: string | null;
  roster_entry_id: string | null;
  vehicle_id: string;
  plate: string;
  vehicle_class: string;
  vehicle_status: string;
  driver_holds: StoredHold[] | null;
  vehicle_holds: StoredHold[] | null;
}

export interface AssignmentFacts {
  /** Null: there is none with this id in the organization. */
  readonly ride: RideToServe | null;
  /** Who has the ride now. */
  readonly engagedDriverId: string | null;
  /** Null: there is none with this id in the caller's scope. */
  readonly driver: DriverAtHand | null;
}

/** Rides and drivers as this context remembers them, put together for the decision who may take which. */
@Injectable()
export class DriversAtHand {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @param free from when he could set out: now, or when the ride that he finishes first is over. */
  async factsFor(
    rideId: string,
    driverId: string,
    organizationId: string,
    scope: Scope,
    free: Date,
  ): Promise<AssignmentFacts> {
    const values = [rideId, driverId, organizationId, scope.fleetIds, scope.hubIds, free];
    const [row] = await this.unitOfWork.rows<RideRow & DriverRow & { engaged_driver_id: string | null }>(FACTS, values);
    return { ride: rideOf(row!), engagedDriverId: row!.engaged_driver_id, driver: driverOf(row!) };
  }

  async ride(rideId: string, organizationId: string): Promise<RideToServe | null> {
    const [row] = await this.unitOfWork.rows<RideRow>(RIDE, [rideId, organizationId]);
    return row ? rideOf(row) : null;
  }

  /** The drivers of the caller's scope who have not LEFT, by id. */
  async candidates(
    rideId: string,
    organizationId: string,
    scope: Scope,
    now: Date,
    page: { readonly afterId: string | null; readonly limit: number },
  ): Promise<DriverAtHand[]> {
    const values = [rideId, organizationId, now, scope.fleetIds, scope.hubIds, page.afterId, page.limit];
    return (await this.unitOfWork.rows<DriverRow>(CANDIDATES, values)).map((row) => driverOf(row)!);
  }
}

function rideOf(row: RideRow): RideToServe | null {
  if (row.ride_id === null) return null;
  const { pickup_at: pickupAt, expected_minutes: expectedMinutes, ride_class: vehicleClass, closed } = row;
  const timeZone = row.time_zone ?? FLEET_TIME_ZONE;
  return { rideId: row.ride_id, pickupAt, expectedMinutes, vehicleClass, closed, demand: row.demand, timeZone };
}

function driverOf(row: DriverRow): DriverAtHand | null {
  if (row.driver_id === null) return null;
  const { documents, hours, vehicleDocuments, outages } = gatesOf(row);
  return {
    driverId: row.driver_id,
    name: row.name,
    phone: row.phone,
    status: row.status,
    licenceExpiresOn: row.licence_expires_on,
    documents,
    hours,
    duty: row.duty,
    attendedVehicleId: row.attended_vehicle_id,
    holds: holdsOf(row.driver_holds),
    rostered:
      row.roster_entry_id === null
        ? null
        : {
            rosterEntryId: row.roster_entry_id,
            vehicleId: row.vehicle_id,
            plate: row.plate,
            vehicleClass: row.vehicle_class,
            status: row.vehicle_status,
            documents: vehicleDocuments,
            outages,
            holds: holdsOf(row.vehicle_holds),
          },
  };
}

function holdsOf(stored: StoredHold[] | null): Hold[] {
  return (stored ?? []).map(({ rideId, start, end }) => ({
    rideId,
    window: { start: new Date(start), end: new Date(end) },
  }));
}
