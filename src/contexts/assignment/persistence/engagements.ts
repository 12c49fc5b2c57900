import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { constraintOf } from '../../../platform/database/aggregate-store';
import type { DomainError } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RideDeparted } from '../../ride/contracts/ride-events';
import { driverUnderWay, overlapMeanwhile, rideAlreadyAssigned, vehicleUnderWay } from '../domain/assignment-errors';
import type { Departing } from '../domain/departing';
import type { Engagement } from '../domain/engagement';
import type { Scope } from '../domain/scope';
import { type GateRow, GATES, gatesOf } from './gate-columns';

// Takes the vehicle only as it was judged: a change of its status, class, documents or outages that commits first is seen
// here, and one that comes second waits. So no lock of the vehicle is needed, nor the round trip to take it. The driver's row
// too: his documents and his fleet are judged for many at once, and their lapse or suspension takes no lock of each.
const ENGAGE: Statement = {
  name: 'assignment.engagement.engage',
  text: `INSERT INTO assignment.engagements (id, organization_id, ride_id, driver_id, vehicle_id, roster_entry_id,
           planned_from, planned_until, assigned_by, assigned_at, after_ride_id, free_at)
         SELECT $1, $2, $3, d.driver_id, v.vehicle_id, $6, $7::timestamptz, $8::timestamptz, $9, $10, $12, $13
         FROM assignment.vehicles v, assignment.drivers d
         WHERE v.vehicle_id = $5 AND v.organization_id = $2 AND v.status = 'ACTIVE' AND v.vehicle_class = $11
           AND v.documents_usable AND (v.documents_until IS NULL OR v.documents_until >= $8)
           AND (v.outages = '[]' OR NOT EXISTS (
             SELECT FROM jsonb_to_recordset(v.outages) AS o ("from" timestamptz, until timestamptz)
             WHERE o."from" < $8 AND (o.until IS NULL OR o.until > $7)))
           AND d.driver_id = $4 AND d.status = 'ACTIVE' AND d.documents_usable AND (d.documents_until IS NULL OR d.documents_until >= $8)
         FOR SHARE`,
};
const OF_RIDE: Statement = {
  name: 'assignment.engagement.of_ride',
  text: `SELECT e.id, e.ride_id AS "rideId", e.driver_id AS "driverId", e.vehicle_id AS "vehicleId"
         FROM assignment.engagements e JOIN assignment.drivers d USING (driver_id)
         WHERE e.ride_id = $1 AND e.organization_id = $2 AND e.status IN ('PLANNED', 'UNDER_WAY')
           AND ($3::uuid[] IS NULL OR d.fleet_id = ANY($3)) AND ($4::uuid[] IS NULL OR d.hub_id = ANY($4))`,
};
const RELEASE: Statement = {
  name: 'assignment.engagement.release',
  text: `UPDATE assignment.engagements
         SET status = 'RELEASED', ended_at = $2, release_reason = $3, version = version + 1
         WHERE id = $1 AND status IN ('PLANNED', 'UNDER_WAY') RETURNING version`,
};
// The row locks let a change of the vehicle or the driver that commits first be seen here, and one that comes second wait.
const DEPART: Statement = {
  name: 'assignment.engagement.depart',
  text: `WITH departed AS (
           UPDATE assignment.engagements SET status = 'UNDER_WAY', departed_at = $2, version = version + 1
           WHERE ride_id = $1 AND status = 'PLANNED' RETURNING id, planned_until)
         SELECT v.vehicle_id, v.plate, v.status AS vehicle_status, d.driver_id, d.status AS driver_status, ${GATES},
           NULL::json AS hours_ahead, (SELECT id FROM departed) AS engagement_id,
           (SELECT planned_until FROM departed) AS planned_until,
           (SELECT demand FROM assignment.rides WHERE ride_id = $1) AS demand
         FROM assignment.vehicles v, assignment.drivers d WHERE v.vehicle_id = $3 AND d.driver_id = $4 FOR SHARE OF v, d`,
};
const START: Statement = {
  name: 'assignment.engagement.start',
  text: `UPDATE assignment.engagements e
         SET finishes_at = $2::timestamptz + make_interval(mins => r.expected_minutes), drop_latitude = r.drop_latitude,
           drop_longitude = r.drop_longitude
         FROM assignment.rides r
         WHERE e.ride_id = $1 AND e.status = 'UNDER_WAY' AND r.ride_id = e.ride_id AND r.ends_at_drop`,
};
const STRAND: Statement = {
  name: 'assignment.engagement.strand',
  text: `UPDATE assignment.engagements SET finishes_at = NULL, drop_latitude = NULL, drop_longitude = NULL
         WHERE ride_id = $1 AND status = 'UNDER_WAY'`,
};
// Whatever else holds the driver or the cab until then is not run into: only the ride that is over has ended sooner.
const CLOSE_RIDE: Statement = {
  name: 'assignment.engagement.close_ride',
  text: `WITH closed AS (UPDATE assignment.rides SET closed = true WHERE ride_id = $1),
         ended AS (
           UPDATE assignment.engagements
           SET status = $2, ended_at = $3, release_reason = $4, version = version + 1
           WHERE ride_id = $1 AND status IN ('PLANNED', 'UNDER_WAY')
           RETURNING id, ride_id, driver_id, vehicle_id, version),
         next AS (
           UPDATE assignment.engagements w
           SET free_at = least(w.free_at, $3), version = w.version + 1,
             planned_from = least(w.planned_from, greatest($3, (
               SELECT max(o.planned_until) FROM assignment.engagements o
               WHERE (o.driver_id = w.driver_id OR o.vehicle_id = w.vehicle_id) AND o.status IN ('PLANNED', 'UNDER_WAY')
                 AND o.ride_id <> $1 AND o.planned_from < w.planned_from)))
           FROM ended
           WHERE w.after_ride_id = $1 AND w.driver_id = ended.driver_id AND w.status = 'PLANNED'
             AND greatest(w.free_at, w.planned_from) > $3
           RETURNING w.id, w.ride_id, w.free_at)
         SELECT ended.id, ended.ride_id AS "rideId", ended.driver_id AS "driverId", ended.vehicle_id AS "vehicleId",
           ended.version, next.id AS "nextId", next.ride_id AS "nextRideId", next.free_at AS "nextFreeAt"
         FROM ended LEFT JOIN next ON true`,
};

export interface OpenEngagement {
  readonly id: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly vehicleId: string;
}

export interface ClosedEngagement extends OpenEngagement {
  readonly version: number;
  /** What its driver was to drive after it, and is free for sooner now than when he took it; null where nothing. */
  readonly nextId: string | null;
  readonly nextRideId: string;
  readonly nextFreeAt: Date;
}

export interface Departed extends Departing {
  /** Null where it was under way already. */
  readonly engagementId: string | null;
  readonly demand: 'now' | 'scheduled' | null;
}

interface DepartingRow extends QueryResultRow, GateRow {
  driver_id: string;
  driver_status: string;
  vehicle_id: string;
  plate: string;
  vehicle_status: string;
  engagement_id: string | null;
  planned_until: Date | null;
  demand: Departed['demand'];
}

/** The engagements, by hand-written statements only: every ride passes through here. */
@Injectable()
export class Engagements {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * @returns false when the vehicle is no longer ACTIVE in its class, or it or the driver may not be used for so long.
   * @throws DomainError when the ride, the driver or the vehicle has been taken meanwhile.
   */
  async add(engagement: Engagement, vehicleClass: string): Promise<boolean> {
    const { id, organizationId, rideId, driverId, vehicleId, rosterEntryId, window, assignedBy, assignedAt, after } =
      engagement;
    const { rowCount } = await this.translating(engagement, () =>
      this.unitOfWork.query(ENGAGE, [
        id,
        organizationId,
        rideId,
        driverId,
        vehicleId,
        rosterEntryId,
        window.start,
        window.end,
        assignedBy,
        assignedAt,
        vehicleClass,
        after?.rideId ?? null,
        after?.freeAt ?? null,
      ]),
    );
    return rowCount === 1;
  }

  /** Null where the ride has no driver, or one out of the caller's scope. */
  async openOf(rideId: string, organizationId: string, scope: Scope): Promise<OpenEngagement | null> {
    const values = [rideId, organizationId, scope.fleetIds, scope.hubIds];
    return (await this.unitOfWork.rows<OpenEngagement>(OF_RIDE, values))[0] ?? null;
  }

  /** @returns the version after the release. */
  async release(id: string, reason: string, at: Date): Promise<number> {
    const [released] = await this.unitOfWork.rows<{ version: number }>(RELEASE, [id, at, reason]);
    return released!.version;
  }

  /**
   * @returns who departs, as he and the vehicle stand until the transaction ends; null where nothing is known of one of them.
   * @throws DomainError `driver_under_way`, `vehicle_under_way`
   */
  async depart(ride: RideDeparted['payload'], at: Date): Promise<Departed | null> {
    const values = [ride.rideId, at, ride.vehicleId, ride.driverId];
    const [row] = await this.translating(ride, () => this.unitOfWork.rows<DepartingRow>(DEPART, values));
    return row ? departedOf(row, at) : null;
  }

  /** The rider is aboard: from now on it is known when and where the driver will be free, if the ride ends at its drop. */
  async start(rideId: string, at: Date): Promise<void> {
    await this.unitOfWork.query(START, [rideId, at]);
  }

  /** The cab stands still: nobody knows when its driver will be free. */
  async strand(rideId: string): Promise<void> {
    await this.unitOfWork.query(STRAND, [rideId]);
  }

  /**
   * The ride takes no driver from now on, and gives back the one it has; the next ride that waits for him holds him at once.
   * @param releaseReason null when the ride was carried to its end.
   */
  async closeRide(rideId: string, releaseReason: string | null, at: Date): Promise<ClosedEngagement | null> {
    const status = releaseReason === null ? 'ENDED' : 'RELEASED';
    const values = [rideId, status, at, releaseReason];
    return (await this.unitOfWork.rows<ClosedEngagement>(CLOSE_RIDE, values))[0] ?? null;
  }

  private async translating<R>({ rideId }: { readonly rideId: string }, work: () => Promise<R>): Promise<R> {
    const meaning: Readonly<Record<string, () => DomainError>> = {
      engagements_one_per_ride: () => rideAlreadyAssigned(rideId),
      engagements_driver_overlap: () => overlapMeanwhile('driver_engaged'),
      engagements_vehicle_overlap: () => overlapMeanwhile('vehicle_engaged'),
      engagements_one_under_way_per_driver: driverUnderWay,
      engagements_one_under_way_per_vehicle: vehicleUnderWay,
    };
    try {
      return await work();
    } catch (error) {
      const translate = meaning[constraintOf(error) ?? ''];
      throw translate ? translate() : error;
    }
  }
}

function departedOf(row: DepartingRow, at: Date): Departed {
  const { documents, vehicleDocuments, outages } = gatesOf(row);
  const { driver_id: driverId, driver_status: driverStatus, vehicle_id: vehicleId, plate } = row;
  const vehicle = { vehicleId, plate, vehicleStatus: row.vehicle_status, vehicleDocuments, outages };
  const { engagement_id: engagementId, planned_until: plannedUntil, demand } = row;
  return { driverId, driverStatus, documents, ...vehicle, plannedUntil: plannedUntil ?? at, engagementId, demand };
}
