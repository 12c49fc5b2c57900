import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DoubtReason, Position } from '../domain/position-report';
import type { TracePoint } from '../domain/trip-distance';

// Looks the ride up itself: one round trip, and no answer that a departure could overtake.
export const KEEP_TRACE: Statement = {
  name: 'assignment.trip_trace.keep',
  text: `INSERT INTO assignment.trip_traces
           (ride_id, driver_id, organization_id, at, device_at, latitude, longitude, accuracy_metres, speed_mps, heading, doubt)
         SELECT e.ride_id, $1, $2, p.* FROM assignment.engagements e,
           unnest($3::timestamptz[], $4::timestamptz[], $5::float8[], $6::float8[], $7::real[], $8::real[], $9::real[],
             $10::text[]) AS p (at, device_at, latitude, longitude, accuracy_metres, speed_mps, heading, doubt)
         WHERE e.driver_id = $1 AND e.status = 'UNDER_WAY' AND p.at >= e.departed_at
         ON CONFLICT DO NOTHING`,
};
// A trip to far away is a trip; what is made up or jumps is none.
const BETWEEN: Statement = {
  name: 'assignment.trip_trace.between',
  text: `SELECT latitude, longitude, accuracy_metres AS "accuracyMetres", at FROM assignment.trip_traces
         WHERE ride_id = $1 AND driver_id = $2 AND at BETWEEN $3 AND $4
           AND (doubt IS NULL OR doubt = 'far_from_cities') ORDER BY at, device_at`,
};

export interface TracedPosition {
  readonly position: Position;
  readonly doubt: DoubtReason | null;
}

/** The path of each ride under way, in a logged table: it becomes the distance of the fare. */
@Injectable()
export class TripTraces {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Keeps them for the ride that the driver has departed for, if there is one; a point that is there already is not kept twice. */
  async keep(driverId: string, organizationId: string, points: readonly TracedPosition[]): Promise<void> {
    await this.unitOfWork.query(KEEP_TRACE, [
      driverId,
      organizationId,
      points.map(({ position }) => position.at),
      points.map(({ position }) => position.deviceAt),
      points.map(({ position }) => position.latitude),
      points.map(({ position }) => position.longitude),
      points.map(({ position }) => position.accuracyMetres),
      points.map(({ position }) => position.speedMetresPerSecond),
      points.map(({ position }) => position.headingDegrees),
      points.map(({ doubt }) => doubt),
    ]);
  }

  /** By time, without what is doubted. */
  between(rideId: string, driverId: string, from: string, to: string): Promise<TracePoint[]> {
    return this.unitOfWork.rows<TracePoint & Record<string, unknown>>(BETWEEN, [rideId, driverId, from, to]);
  }
}
