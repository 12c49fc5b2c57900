import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ConflictKind } from '../contracts/assignment-events';
import { Conflict, type DisturbedEngagement } from '../domain/conflict';
import type { ConflictLine, ConflictStanding } from '../domain/conflict-line';
import type { Scope } from '../domain/scope';
import type { PlanSubject } from './plans-ahead';

// FOR SHARE: an engagement that is just ending is seen as ended, or ends after the conflict is there.
const OPEN = `SELECT e.id, e.ride_id AS "rideId", e.driver_id AS "driverId", e.vehicle_id AS "vehicleId", e.status,
    e.planned_until AS "plannedUntil"
  FROM assignment.engagements e`;
const STILL_OPEN: Statement = {
  name: 'assignment.conflict.still_open',
  text: `${OPEN} WHERE e.id = $1 AND e.status IN ('PLANNED', 'UNDER_WAY') FOR SHARE OF e`,
};
const OF_SHIFT: Statement = {
  name: 'assignment.conflict.of_shift',
  text: `${OPEN} WHERE e.roster_entry_id = $1 AND e.status = 'PLANNED' ORDER BY e.id FOR SHARE OF e`,
};
// What a person has settled is not raised again in the same words.
const RAISE: Statement = {
  name: 'assignment.conflict.raise',
  text: `INSERT INTO assignment.conflicts (id, organization_id, version, kind, engagement_id, ride_id, roster_entry_id, driver_id,
           vehicle_id, detail, status, raised_at)
         SELECT $1, $2, 1, $3, $4::uuid, $5, $6::uuid, $7, $8, $9, 'OPEN', $10
         WHERE NOT EXISTS (
           SELECT FROM assignment.conflicts c
           WHERE c.driver_id = $7 AND c.kind = $3 AND c.detail = $9 AND c.resolved_by IS NOT NULL
             AND (c.engagement_id = $4 OR c.roster_entry_id = $6))
         ON CONFLICT DO NOTHING`,
};
const SAID: Statement = {
  name: 'assignment.conflict.said',
  text: 'SELECT FROM assignment.conflicts WHERE roster_entry_id = $1 AND driver_id = $2 AND kind = $3 LIMIT 1',
};
const OPEN_OF_KIND: Statement = {
  name: 'assignment.conflict.open_of_kind',
  text: `SELECT id, engagement_id AS "engagementId", roster_entry_id AS "rosterEntryId" FROM assignment.conflicts
         WHERE organization_id = $1 AND kind = $2 AND status = 'OPEN'
           AND ($3::uuid IS NULL OR driver_id = $3) AND ($4::uuid IS NULL OR vehicle_id = $4)
         ORDER BY id`,
};

/** With `$2` the time. */
const STANDING = `CASE WHEN c.status = 'OPEN' AND (e.status IN ('ENDED', 'RELEASED') OR r.ends_at <= $2
      OR r.status IN ('CANCELLED', 'REPLACED') OR r.status = 'MISSED' AND (c.kind <> 'shift_missed' OR EXISTS (
        SELECT FROM assignment.roster_entries o WHERE o.replaces_id = r.id)))
    THEN 'LAPSED' ELSE c.status END`;
const LINE = `SELECT c.id, c.kind, c.engagement_id AS "engagementId", c.ride_id AS "rideId",
    c.roster_entry_id AS "rosterEntryId", c.driver_id AS "driverId",
    d.name AS "driverName", c.vehicle_id AS "vehicleId", v.plate, c.detail, ${STANDING} AS status,
    c.raised_at AS "raisedAt", c.resolved_at AS "resolvedAt", c.resolved_by AS "resolvedBy", c.reason
  FROM assignment.conflicts c
  LEFT JOIN assignment.engagements e ON e.id = c.engagement_id
  LEFT JOIN assignment.roster_entries r ON r.id = c.roster_entry_id
  JOIN assignment.drivers d ON d.driver_id = c.driver_id
  JOIN assignment.vehicles v ON v.vehicle_id = c.vehicle_id
  WHERE c.organization_id = $1
    AND ($3::uuid[] IS NULL OR d.fleet_id = ANY($3)) AND ($4::uuid[] IS NULL OR d.hub_id = ANY($4))`;

export interface OpenConflict {
  readonly id: string;
  readonly engagementId: string | null;
  readonly rosterEntryId: string | null;
}

@Injectable()
export class Conflicts extends AggregateStore<Conflict> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Conflict, 'conflict');
  }

  /** Null where it is over. */
  async stillOpen(engagementId: string): Promise<DisturbedEngagement | null> {
    return (await this.unitOfWork.rows<DisturbedEngagement>(STILL_OPEN, [engagementId]))[0] ?? null;
  }

  /** The rides that wait to be carried in it. */
  async openOfShift(rosterEntryId: string): Promise<DisturbedEngagement[]> {
    return this.unitOfWork.rows<DisturbedEngagement>(OF_SHIFT, [rosterEntryId]);
  }

  /** Of a driver, of a vehicle, or of the whole organization. */
  async openOfKind(organizationId: string, kind: ConflictKind, subject: PlanSubject): Promise<OpenConflict[]> {
    const values = [organizationId, kind, subject.driverId ?? null, subject.vehicleId ?? null];
    return this.unitOfWork.rows<OpenConflict & object>(OPEN_OF_KIND, values);
  }

  /** Of a shift, unless one of its kind was ever raised for it: whatever happens later is told by itself. */
  async raiseFirst(conflict: Conflict): Promise<void> {
    const { rosterEntryId, driverId, kind } = conflict;
    if ((await this.unitOfWork.query(SAID, [rosterEntryId, driverId, kind])).rowCount === 0) await this.raise(conflict);
  }

  /** Unless one of its kind is open for the plan, or was settled by somebody: one call for the operator is enough. */
  async raise(conflict: Conflict): Promise<void> {
    conflict.version = 1;
    const { id, organizationId, kind, engagementId, rideId, rosterEntryId, driverId, vehicleId } = conflict;
    const about = [engagementId, rideId, rosterEntryId, driverId, vehicleId];
    const values = [id, organizationId, kind, ...about, conflict.detail, conflict.raisedAt];
    const { rowCount } = await this.unitOfWork.query(RAISE, values);
    if (rowCount === 1) await this.unitOfWork.publish(...conflict.releaseEvents());
  }

  /** @throws DomainError not_found, also out of scope */
  async line(id: string, organizationId: string, scope: Scope, now: Date): Promise<ConflictLine> {
    const values = [organizationId, now, scope.fleetIds, scope.hubIds, id];
    const [found] = await this.unitOfWork.rows<ConflictLine>(`${LINE} AND c.id = $5`, values);
    if (!found) throw notFound(this.thing, id);
    return found;
  }

  /** Newest first. */
  async list(
    organizationId: string,
    scope: Scope,
    status: ConflictStanding,
    now: Date,
    page: PageRequest,
  ): Promise<Page<ConflictLine>> {
    const rows = await this.unitOfWork.rows<ConflictLine>(
      `${LINE} AND ${STANDING} = $5 AND ($6::uuid IS NULL OR c.id < $6) ORDER BY c.id DESC LIMIT $7`,
      [
        ...[organizationId, now, scope.fleetIds, scope.hubIds, status],
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
