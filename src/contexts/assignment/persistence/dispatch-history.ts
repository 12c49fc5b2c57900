import { Injectable } from '@nestjs/common';
import { distanceMetres } from '../../../kernel/geo-point';
import { FLEET_TIME_ZONE } from '../../../kernel/local-day';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { OfferTold, SearchTold } from '../domain/dispatch-story';
import type { Scope } from '../domain/scope';
import type { AcceptedOffer, DriverNow, HoldTold } from '../domain/why-driver';
import { CITY_OF_RIDE } from '../projections/ride-book';
import { ALL_OFFERS } from './offers';

const IN_SCOPE = '($3::uuid[] IS NULL OR d.fleet_id = ANY($3)) AND ($4::uuid[] IS NULL OR d.hub_id = ANY($4))';

const RIDE: Statement = {
  name: 'assignment.dispatch.ride',
  text: `SELECT coalesce(c.time_zone, '${FLEET_TIME_ZONE}') AS "timeZone" FROM assignment.rides r ${CITY_OF_RIDE}
         WHERE r.ride_id = $1 AND r.organization_id = $2`,
};
const SEARCHES: Statement = {
  name: 'assignment.dispatch.searches',
  text: `SELECT id, reason, status, policy_version AS "policyVersion", started_at AS "startedAt", ended_at AS "endedAt",
           previous_driver_id AS "previousDriverId"
         FROM assignment.searches WHERE ride_id = $1 AND organization_id = $2 ORDER BY started_at, id`,
};
const OFFERS: Statement = {
  name: 'assignment.dispatch.offers',
  text: `SELECT o.id, o.search_id AS "searchId", o.driver_id AS "driverId", d.name AS "driverName", o.round, o.status,
           o.pickup_metres AS "pickupMetres", o.pickup_seconds AS "pickupSeconds", o.made_at AS "madeAt",
           o.expires_at AS "expiresAt", o.ended_at AS "endedAt", o.end_reason AS "endReason"
         FROM ${ALL_OFFERS} o JOIN assignment.drivers d USING (driver_id)
         WHERE o.ride_id = $1 AND o.organization_id = $2 AND ${IN_SCOPE} ORDER BY o.made_at, o.id`,
};
// In no scope: which round decided is no secret, and who is in it is named to those only who may know him.
const ACCEPTED: Statement = {
  name: 'assignment.dispatch.accepted',
  text: `SELECT o.search_id AS "searchId", o.round, o.driver_id AS "driverId"
         FROM (SELECT * FROM ${ALL_OFFERS} a
               WHERE ride_id = $1 AND organization_id = $2 AND status = 'ACCEPTED' ORDER BY ended_at DESC LIMIT 1) o
         WHERE o.driver_id = (SELECT e.driver_id FROM assignment.engagements e
                              WHERE e.ride_id = $1 ORDER BY e.assigned_at DESC, e.id DESC LIMIT 1)`,
};
const HOLDS: Statement = {
  name: 'assignment.dispatch.holds',
  text: `SELECT assigned_at AS "assignedAt", ended_at AS "endedAt", release_reason AS "releaseReason"
         FROM assignment.engagements WHERE ride_id = $1 AND driver_id = $2 ORDER BY assigned_at, id`,
};
const NAMES: Statement = {
  name: 'assignment.dispatch.names',
  text: `SELECT d.driver_id, d.name FROM assignment.drivers d
         WHERE d.driver_id = ANY($1::uuid[]) AND d.organization_id = $2 AND ${IN_SCOPE}`,
};
const DRIVER: Statement = {
  name: 'assignment.dispatch.driver',
  text: `SELECT d.driver_id, d.name, d.status, d.duty, d.online, p.seen_at, p.latitude, p.longitude,
           coalesce(s.pickup_latitude, r.pickup_latitude) AS pickup_latitude,
           coalesce(s.pickup_longitude, r.pickup_longitude) AS pickup_longitude
         FROM assignment.drivers d
         LEFT JOIN assignment.last_positions p USING (driver_id)
         LEFT JOIN assignment.rides r ON r.ride_id = $5
         LEFT JOIN LATERAL (
           SELECT pickup_latitude, pickup_longitude FROM assignment.searches WHERE ride_id = $5 AND at_breakdown
           ORDER BY started_at DESC, id DESC LIMIT 1) s ON true
         WHERE d.driver_id = $1 AND d.organization_id = $2 AND ${IN_SCOPE}`,
};

interface DriverRow {
  driver_id: string;
  name: string;
  status: string;
  duty: string;
  online: boolean;
  seen_at: Date | null;
  latitude: number;
  longitude: number;
  pickup_latitude: number | null;
  pickup_longitude: number | null;
}

/** What is left of how a ride was dispatched. A caller with a scope reads of his own drivers only. */
@Injectable()
export class DispatchHistory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Of the ride's city; null where there is no such ride. */
  async timeZoneOf(rideId: string, organizationId: string): Promise<string | null> {
    const [row] = await this.unitOfWork.rows<{ timeZone: string }>(RIDE, [rideId, organizationId]);
    return row?.timeZone ?? null;
  }

  async searches(rideId: string, organizationId: string): Promise<SearchTold[]> {
    return this.unitOfWork.rows<SearchTold>(SEARCHES, [rideId, organizationId]);
  }

  async offers(rideId: string, organizationId: string, scope: Scope): Promise<OfferTold[]> {
    return this.unitOfWork.rows<OfferTold>(OFFERS, [rideId, organizationId, scope.fleetIds, scope.hubIds]);
  }

  /** The last that was accepted; null where none was, or where somebody else had the ride after him. */
  async accepted(rideId: string, organizationId: string): Promise<AcceptedOffer | null> {
    return (await this.unitOfWork.rows<AcceptedOffer>(ACCEPTED, [rideId, organizationId]))[0] ?? null;
  }

  async holds(rideId: string, driverId: string): Promise<HoldTold[]> {
    return this.unitOfWork.rows<HoldTold>(HOLDS, [rideId, driverId]);
  }

  async names(driverIds: readonly string[], organizationId: string, scope: Scope): Promise<Map<string, string>> {
    const values = [driverIds, organizationId, scope.fleetIds, scope.hubIds];
    const rows = await this.unitOfWork.rows<{ driver_id: string; name: string }>(NAMES, values);
    return new Map(rows.map(({ driver_id, name }) => [driver_id, name]));
  }

  /** Null where there is no such driver in the caller's scope. */
  async driver(driverId: string, rideId: string, organizationId: string, scope: Scope): Promise<DriverNow | null> {
    const values = [driverId, organizationId, scope.fleetIds, scope.hubIds, rideId];
    const [row] = await this.unitOfWork.rows<DriverRow>(DRIVER, values);
    if (!row) return null;
    const { name, status, duty, online, seen_at: seenAt } = row;
    return { driverId, name, status, duty, online, seenAt, metresFromPickup: metresFromPickup(row) };
  }
}

function metresFromPickup(row: DriverRow): number | null {
  const { seen_at, latitude, longitude, pickup_latitude, pickup_longitude } = row;
  if (seen_at === null || pickup_latitude === null || pickup_longitude === null) return null;
  return Math.round(
    distanceMetres({ latitude, longitude }, { latitude: pickup_latitude, longitude: pickup_longitude }),
  );
}
