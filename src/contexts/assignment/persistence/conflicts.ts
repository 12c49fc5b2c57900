import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Conflict, type DisturbedEngagement } from '../domain/conflict';
import type { ConflictLine, ConflictStanding } from '../domain/conflict-line';
import type { Scope } from '../domain/scope';

// FOR SHARE: an engagement that is just ending is seen as ended, or ends after the conflict is there.
const OPEN = `SELECT e.id, e.ride_id AS "rideId", e.driver_id AS "driverId", e.vehicle_id AS "vehicleId", e.status,
    e.planned_until AS "plannedUntil"
  FROM assignment.engagements e`;
const STILL_OPEN: Statement = {
  name: 'assignment.conflict.still_open',
  text: `${OPEN} WHERE e.id = $1 AND e.status IN ('PLANNED', 'UNDER_WAY') FOR SHARE OF e`,
};
const OF_UNAVAILABLE_DRIVER: Statement = {
  name: 'assignment.conflict.of_unavailable_driver',
  text: `${OPEN} JOIN assignment.drivers d USING (driver_id)
         WHERE e.driver_id = $1 AND e.status IN ('PLANNED', 'UNDER_WAY') AND d.status <> 'ACTIVE'
         ORDER BY e.id FOR SHARE OF e`,
};
const OF_UNAVAILABLE_VEHICLE: Statement = {
  name: 'assignment.conflict.of_unavailable_vehicle',
  text: `${OPEN} JOIN assignment.vehicles v USING (vehicle_id)
         WHERE e.vehicle_id = $1 AND e.status IN ('PLANNED', 'UNDER_WAY') AND v.status <> 'ACTIVE'
         ORDER BY e.id FOR SHARE OF e`,
};
const RAISE: Statement = {
  name: 'assignment.conflict.raise',
  text: `INSERT INTO assignment.conflicts
           (id, organization_id, version, kind, engagement_id, ride_id, driver_id, vehicle_id, detail, status, raised_at)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, 'OPEN', $9)
         ON CONFLICT (engagement_id, kind) WHERE status = 'OPEN' DO NOTHING`,
};

const STANDING = `CASE WHEN c.status = 'OPEN' AND e.status IN ('ENDED', 'RELEASED') THEN 'LAPSED' ELSE c.status END`;
const LINE = `SELECT c.id, c.kind, c.engagement_id AS "engagementId", c.ride_id AS "rideId", c.driver_id AS "driverId",
    d.name AS "driverName", c.vehicle_id AS "vehicleId", v.plate, c.detail, ${STANDING} AS status,
    c.raised_at AS "raisedAt", c.resolved_at AS "resolvedAt", c.resolved_by AS "resolvedBy", c.reason
  FROM assignment.conflicts c
  JOIN assignment.engagements e ON e.id = c.engagement_id
  JOIN assignment.drivers d ON d.driver_id = c.driver_id
  JOIN assignment.vehicles v ON v.vehicle_id = c.vehicle_id
  WHERE c.organization_id = $1
    AND ($2::uuid[] IS NULL OR d.fleet_id = ANY($2)) AND ($3::uuid[] IS NULL OR d.hub_id = ANY($3))`;

@Injectable()
export class Conflicts extends AggregateStore<Conflict> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Conflict, 'conflict');
  }

  /** Null where it is over. */
  async stillOpen(engagementId: string): Promise<DisturbedEngagement | null> {
    return (await this.unitOfWork.rows<DisturbedEngagement>(STILL_OPEN, [engagementId]))[0] ?? null;
  }

  /** None where he is ACTIVE again. */
  async openOfUnavailableDriver(driverId: string): Promise<DisturbedEngagement[]> {
    return this.unitOfWork.rows<DisturbedEngagement>(OF_UNAVAILABLE_DRIVER, [driverId]);
  }

  /** None where it is ACTIVE again. */
  async openOfUnavailableVehicle(vehicleId: string): Promise<DisturbedEngagement[]> {
    return this.unitOfWork.rows<DisturbedEngagement>(OF_UNAVAILABLE_VEHICLE, [vehicleId]);
  }

  /** Unless one of its kind is open for the engagement: one call for the operator is enough. */
  async raise(conflict: Conflict): Promise<void> {
    conflict.version = 1;
    const { id, organizationId, kind, engagementId, rideId, driverId, vehicleId, detail, raisedAt } = conflict;
    const values = [id, organizationId, kind, engagementId, rideId, driverId, vehicleId, detail, raisedAt];
    const { rowCount } = await this.unitOfWork.query(RAISE, values);
    if (rowCount === 1) await this.unitOfWork.publish(...conflict.releaseEvents());
  }

  /** @throws DomainError not_found, also out of scope */
  async line(id: string, organizationId: string, scope: Scope): Promise<ConflictLine> {
    const values = [organizationId, scope.fleetIds, scope.hubIds, id];
    const [found] = await this.unitOfWork.rows<ConflictLine>(`${LINE} AND c.id = $4`, values);
    if (!found) throw notFound(this.thing, id);
    return found;
  }

  /** Newest first. */
  async list(
    organizationId: string,
    scope: Scope,
    status: ConflictStanding,
    page: PageRequest,
  ): Promise<Page<ConflictLine>> {
    const rows = await this.unitOfWork.rows<ConflictLine>(
      `${LINE} AND ${STANDING} = $4 AND ($5::uuid IS NULL OR c.id < $5) ORDER BY c.id DESC LIMIT $6`,
      [
        ...[organizationId, scope.fleetIds, scope.hubIds, status],
        ...[decodeCursor(page.after)?.id ?? null, page.limit + 1],
      ],
    );
    return pageOf(
      rows,
      page.limit,
      (row) => encodeCursor(row.id),
      (row) => row,
    );
  }
}
