import { Injectable } from '@nestjs/common';
import type { GeoPoint } from '../../../kernel/geo-point';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ProgressSeen, ProgressWatch } from '../domain/progress-watch';
import type { OpenEngagement } from './engagements';

// A trip that a second cab finishes goes on from where the first broke down; otherwise the pickup counts, also a moved one.
const OF_RIDE: Statement = {
  name: 'assignment.ride_in_hand.of_ride',
  text: `SELECT e.id, e.ride_id, e.driver_id, e.vehicle_id, e.version, e.assigned_at, e.free_at, e.departed_at,
           e.arrived_at, r.demand,
           coalesce(s.pickup_latitude, r.pickup_latitude) AS pickup_latitude,
           coalesce(s.pickup_longitude, r.pickup_longitude) AS pickup_longitude,
           p.latitude, p.longitude, p.seen_at,
           o.pickup_metres AS way_metres, o.pickup_seconds AS way_seconds,
           w.stage, w.nearest_metres, w.detour_metres, w.detour_seconds, w.nearer_at, w.moved_to_latitude, w.moved_to_longitude, w.moved_at, w.trouble, w.grace_until
         FROM assignment.engagements e
         JOIN assignment.rides r ON r.ride_id = e.ride_id
         LEFT JOIN LATERAL (
           SELECT pickup_latitude, pickup_longitude FROM assignment.searches
           WHERE ride_id = e.ride_id AND at_breakdown ORDER BY started_at DESC, id DESC LIMIT 1) s ON true
         LEFT JOIN LATERAL (
           SELECT pickup_metres, pickup_seconds FROM assignment.offers
           WHERE ride_id = e.ride_id AND driver_id = e.driver_id AND status = 'ACCEPTED' AND NOT pickup_estimated
           ORDER BY ended_at DESC LIMIT 1) o ON true
         LEFT JOIN assignment.last_positions p ON p.driver_id = e.driver_id
         LEFT JOIN assignment.progress_watches w ON w.engagement_id = e.id
         WHERE e.ride_id = $1 AND e.organization_id = $2 AND e.status IN ('PLANNED', 'UNDER_WAY')`,
};
const ARRIVE: Statement = {
  name: 'assignment.ride_in_hand.arrive',
  text: `WITH arrived AS (
           UPDATE assignment.engagements SET arrived_at = $2 WHERE ride_id = $1 AND status = 'UNDER_WAY' RETURNING id)
         DELETE FROM assignment.progress_watches WHERE engagement_id IN (SELECT id FROM arrived)`,
};
const WATCH: Statement = {
  name: 'assignment.progress_watch.save',
  text: `INSERT INTO assignment.progress_watches
           (engagement_id, organization_id, stage, nearest_metres, nearer_at, trouble, grace_until,
            moved_to_latitude, moved_to_longitude, moved_at, detour_metres, detour_seconds)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (engagement_id) DO UPDATE SET stage = $3, nearest_metres = $4, nearer_at = $5, trouble = $6, grace_until = $7,
           moved_to_latitude = $8, moved_to_longitude = $9, moved_at = $10, detour_metres = $11,
           detour_seconds = $12`,
};
const FORGET: Statement = {
  name: 'assignment.progress_watch.forget',
  text: 'DELETE FROM assignment.progress_watches WHERE engagement_id = $1',
};

interface Row {
  id: string;
  ride_id: string;
  driver_id: string;
  vehicle_id: string;
  version: number;
  assigned_at: Date;
  free_at: Date | null;
  departed_at: Date | null;
  arrived_at: Date | null;
  demand: 'now' | 'scheduled';
  pickup_latitude: number | null;
  pickup_longitude: number;
  latitude: number;
  longitude: number;
  seen_at: Date | null;
  stage: ProgressWatch['stage'] | null;
  nearest_metres: number | null;
  way_metres: number | null;
  way_seconds: number;
  detour_metres: number;
  detour_seconds: number;
  nearer_at: Date;
  moved_to_latitude: number | null;
  moved_to_longitude: number;
  moved_at: Date;
  trouble: ProgressWatch['trouble'];
  grace_until: Date | null;
}

/** A ride that a driver has, with all that taking it from him is decided by. */
export interface RideInHand extends OpenEngagement {
  readonly version: number;
  readonly demand: 'now' | 'scheduled';
  readonly assignedAt: Date;
  /** When the ride before was to be over; null where he was free. */
  readonly freeAt: Date | null;
  readonly departedAt: Date | null;
  readonly arrivedAt: Date | null;
  /** Where he must come to; null for a ride booked before places were remembered. */
  readonly pickup: GeoPoint | null;
  readonly way: ProgressSeen['way'];
  readonly position: ProgressSeen['position'];
  /** Null before the first look. */
  readonly watch: ProgressWatch | null;
}

/** Rides that have a driver, and the watch on his progress. Who decides by one holds the locks of the ride and the driver. */
@Injectable()
export class RidesInHand {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Null where the ride has no driver now. */
  async ofRide(rideId: string, organizationId: string): Promise<RideInHand | null> {
    const [row] = await this.unitOfWork.rows<Row>(OF_RIDE, [rideId, organizationId]);
    return row ? inHand(row) : null;
  }

  /** The driver is with the rider: he is watched no more. */
  async arrive(rideId: string, at: Date): Promise<void> {
    await this.unitOfWork.query(ARRIVE, [rideId, at]);
  }

  async watch(engagementId: string, organizationId: string, watch: ProgressWatch): Promise<void> {
    const { stage, nearestMetres, detourMetres, detourSeconds, nearerAt, movedTo, movedAt, trouble, graceUntil } =
      watch;
    const values = [engagementId, organizationId, stage, nearestMetres, nearerAt, trouble, graceUntil];
    const moved = [movedTo?.latitude ?? null, movedTo?.longitude ?? null, movedAt];
    await this.unitOfWork.query(WATCH, [...values, ...moved, detourMetres, detourSeconds]);
  }

  async forgetWatch(engagementId: string): Promise<void> {
    await this.unitOfWork.query(FORGET, [engagementId]);
  }
}

function inHand(row: Row): RideInHand {
  const { id, ride_id: rideId, driver_id: driverId, vehicle_id: vehicleId, version, demand } = row;
  const {
    assigned_at: assignedAt,
    free_at: freeAt,
    departed_at: departedAt,
    arrived_at: arrivedAt,
    seen_at: seenAt,
  } = row;
  const { latitude, longitude, pickup_latitude, pickup_longitude, moved_to_latitude, moved_to_longitude } = row;
  return {
    ...{ id, rideId, driverId, vehicleId, version, demand, assignedAt, freeAt, departedAt, arrivedAt },
    pickup: pickup_latitude === null ? null : { latitude: pickup_latitude, longitude: pickup_longitude },
    way: row.way_metres === null ? null : { metres: row.way_metres, seconds: row.way_seconds },
    position: seenAt && { point: { latitude, longitude }, seenAt },
    watch: row.stage && {
      stage: row.stage,
      nearestMetres: row.nearest_metres,
      detourMetres: row.detour_metres,
      detourSeconds: row.detour_seconds,
      nearerAt: row.nearer_at,
      movedTo: moved_to_latitude === null ? null : { latitude: moved_to_latitude, longitude: moved_to_longitude },
      movedAt: row.moved_at,
      trouble: row.trouble,
      graceUntil: row.grace_until,
    },
  };
}
