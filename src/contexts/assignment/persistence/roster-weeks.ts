import { Injectable } from '@nestjs/common';
import type { TimeWindow } from '../../../kernel/time-window';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Standings } from '../domain/kept-out';
import type { Shift } from '../domain/roster-entry';
import type { SilentDriver } from '../domain/roster-line';
import { LONGEST_SHIFT_HOURS } from '../domain/roster-plan';
import type { Scope } from '../domain/scope';
import { gateColumns, type GateRow, type Gates, gatesOf, HOLDING_SHIFT, LIVE_SHIFT } from './gate-columns';

/** $1 the organization, $2 and $3 the scope, $4 the hub. */
const OF_HUB = `assignment.roster_entries r JOIN assignment.drivers d USING (driver_id)
  WHERE r.organization_id = $1 AND ($2::uuid[] IS NULL OR d.fleet_id = ANY($2)) AND ($3::uuid[] IS NULL OR d.hub_id = ANY($3))
    AND d.hub_id = $4`;
/** $5 and $6 the week. */
const OF_WEEK = `${OF_HUB} AND r.starts_at >= $5 AND r.starts_at < $6`;
const SHIFT = `r.id, r.driver_id AS "driverId", r.vehicle_id AS "vehicleId", r.starts_at AS "startsAt", r.ends_at AS "endsAt"`;
const DRAFTS: Statement = {
  name: 'assignment.roster_week.drafts',
  text: `SELECT ${SHIFT} FROM ${OF_WEEK} AND r.status = 'DRAFT' ORDER BY r.starts_at, r.id`,
};
// One that was missed was planned all the same, unless another stands for it. One that took another's place after its start has what was
// left of it, and was planned from the first one's start: which may lie in the week before. Unless its driver or its vehicle had another
// shift until then: he took over what was left, no more.
const PLANNED = (row: string): string =>
  `(${row}.${HOLDING_SHIFT} OR ${row}.status = 'MISSED' AND NOT EXISTS (
     SELECT FROM assignment.roster_entries later WHERE later.replaces_id = ${row}.id))`;
const PATTERN: Statement = {
  name: 'assignment.roster_week.pattern',
  text: `SELECT id, "driverId", "vehicleId", "startsAt", "endsAt" FROM (
           SELECT place.*, CASE WHEN first_start < own_start AND EXISTS (
               SELECT FROM assignment.roster_entries o
               WHERE (o.driver_id = "driverId" OR o.vehicle_id = "vehicleId") AND o.id <> place.id
                 AND o.starts_at < own_start AND o.ends_at > first_start AND ${PLANNED('o')})
             THEN own_start ELSE first_start END AS "startsAt"
           FROM (
             SELECT r.id, r.driver_id AS "driverId", r.vehicle_id AS "vehicleId", r.ends_at AS "endsAt", r.starts_at AS own_start,
             (WITH RECURSIVE place AS (
                SELECT r.starts_at, r.replaces_id
                UNION ALL
                SELECT o.starts_at, o.replaces_id FROM place JOIN assignment.roster_entries o ON o.id = place.replaces_id)
              SELECT min(starts_at) FROM place) AS first_start
           FROM ${OF_HUB} AND r.starts_at >= $5 AND r.starts_at < $6::timestamptz + interval '${LONGEST_SHIFT_HOURS} hours'
             AND ${PLANNED('r')}) AS place) AS planned
         WHERE "startsAt" >= $5 AND "startsAt" < $6
         ORDER BY "startsAt", id`,
};
const SILENT: Statement = {
  name: 'assignment.roster_week.silent',
  text: `SELECT d.driver_id AS "driverId", d.name AS "driverName", min(r.starts_at) AS "startsAt",
           array_agg(r.id ORDER BY r.starts_at) AS "rosterEntryIds"
         FROM ${OF_WEEK} AND r.status = 'PUBLISHED' AND r.ends_at > $7 AND ($8::uuid IS NULL OR d.driver_id > $8)
         GROUP BY d.driver_id, d.name ORDER BY d.driver_id LIMIT $9`,
};
// Of shifts that follow one another the earlier: so attendance takes it too.
const ATTEND: Statement = {
  name: 'assignment.roster_week.attend',
  text: `UPDATE assignment.roster_entries SET attended_at = $3
         WHERE id = (
           SELECT id FROM assignment.roster_entries
           WHERE driver_id = $1 AND vehicle_id = $2 AND ${LIVE_SHIFT} AND attended_at IS NULL
             AND starts_at <= $3::timestamptz + interval '60 minutes' AND ends_at > $3
           ORDER BY starts_at LIMIT 1)`,
};
const ATTEND_ENTRY: Statement = {
  name: 'assignment.roster_week.attend_entry',
  text: `UPDATE assignment.roster_entries SET attended_at = $2 WHERE id = $1 AND ${LIVE_SHIFT} AND attended_at IS NULL`,
};
// Since that check-in he can have come for nothing but by it. What is over by now nobody would have to come for.
const UNATTEND: Statement = {
  name: 'assignment.roster_week.unattend',
  text: `UPDATE assignment.roster_entries SET attended_at = NULL
         WHERE driver_id = $1 AND vehicle_id = $2 AND ${LIVE_SHIFT} AND attended_at >= $3 AND ends_at > $4
         RETURNING id, driver_id AS "driverId", vehicle_id AS "vehicleId", starts_at AS "startsAt", ends_at AS "endsAt"`,
};
const DUTY: Statement = {
  name: 'assignment.roster_week.duty',
  text: `SELECT duty <> 'OFF' AS "isOnDuty", attended_vehicle_id AS "vehicleId", hub_id AS "hubId"
         FROM assignment.drivers WHERE driver_id = $1`,
};
// By himself he may have been let in late, and missed it again; or, given another cab before he counted as missing, not have come by then.
// What he had come for, and what was planned anew before its start, he was not late for.
const DUE_SINCE: Statement = {
  name: 'assignment.roster_week.due_since',
  text: `WITH RECURSIVE awaited AS (
           SELECT driver_id, starts_at, replaces_id, created_at FROM assignment.roster_entries
           WHERE id = $1 AND published_at IS NOT NULL AND attended_at IS NULL AND starts_at < $2
           UNION ALL
           SELECT o.driver_id, o.starts_at, o.replaces_id, o.created_at FROM awaited
           JOIN assignment.roster_entries o ON o.id = awaited.replaces_id
           WHERE o.driver_id = awaited.driver_id AND o.published_at IS NOT NULL AND o.attended_at IS NULL
             AND o.starts_at < awaited.created_at)
         SELECT min(starts_at) AS "dueSince" FROM awaited`,
};
// Of a driver who is yet to come, so with what he has worked, also for a shift that has begun.
const PRESENCE: Statement = {
  name: 'assignment.roster_week.presence',
  text: `SELECT d.duty <> 'OFF' AS "isOnDuty", d.attended_vehicle_id AS "vehicleId", d.hub_id AS "hubId",
           d.status AS "driverStatus", v.status AS "vehicleStatus",
           EXISTS (SELECT FROM assignment.drivers o
                   WHERE o.organization_id = s.organization_id AND o.attended_vehicle_id = s.vehicle_id
                     AND o.duty <> 'OFF' AND o.driver_id <> s.driver_id) AS "isCabTaken",
           ${gateColumns('$2::timestamptz', 'true')}
         FROM assignment.roster_entries s
         JOIN assignment.drivers d ON d.driver_id = s.driver_id
         JOIN assignment.vehicles v ON v.vehicle_id = s.vehicle_id
         WHERE s.id = $1`,
};

export interface WeekShift extends Shift {
  readonly id: string;
}

/** Of a driver now: whether he has checked in, approved or not, with which vehicle, and where he belongs. */
export interface DriverPresence {
  readonly isOnDuty: boolean;
  readonly vehicleId: string | null;
  readonly hubId: string;
}

/** Of the driver of a shift, and what would keep him from checking in for it. */
export interface ShiftPresence extends DriverPresence, Standings {
  /** Another has checked in with its vehicle, approved or not. */
  readonly isCabTaken: boolean;
  readonly gates: Gates;
}

/** The shifts of a hub's week: those of its drivers that start in it. */
@Injectable()
export class RosterWeeks {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async drafts(organizationId: string, scope: Scope, hubId: string, week: TimeWindow): Promise<WeekShift[]> {
    return this.unitOfWork.rows<WeekShift & object>(DRAFTS, parameters(organizationId, scope, hubId, week));
  }

  /** What was planned for it, and not cancelled or replaced. */
  async pattern(organizationId: string, scope: Scope, hubId: string, week: TimeWindow): Promise<WeekShift[]> {
    return this.unitOfWork.rows<WeekShift & object>(PATTERN, parameters(organizationId, scope, hubId, week));
  }

  /** Who was told of a shift that is not over, and has not acknowledged it. By driver. */
  async silent(
    organizationId: string,
    scope: Scope,
    hub: { readonly hubId: string; readonly week: TimeWindow },
    now: Date,
    page: PageRequest,
  ): Promise<Page<SilentDriver>> {
    const values = parameters(organizationId, scope, hub.hubId, hub.week);
    const after = decodeCursor(page.after)?.id ?? null;
    const rows = await this.unitOfWork.rows<SilentDriver & object>(SILENT, [...values, now, after, page.limit + 1]);
    return pageOf(
      rows,
      page.limit,
      ({ driverId }) => encodeCursor(driverId),
      (row) => row,
    );
  }

  /** He has checked in with the vehicle: for the shift that holds them both then, if there is one. */
  async attend(driverId: string, vehicleId: string, at: Date): Promise<void> {
    await this.unitOfWork.query(ATTEND, [driverId, vehicleId, at]);
  }

  /** He is on duty with its vehicle already. */
  async attendEntry(id: string, at: Date): Promise<void> {
    await this.unitOfWork.query(ATTEND_ENTRY, [id, at]);
  }

  /** His check-in with the vehicle, since when he has come, counts for nothing. @returns the shifts that await him again */
  async unattend(driverId: string, vehicleId: string, since: Date, now: Date): Promise<WeekShift[]> {
    return this.unitOfWork.rows<WeekShift & object>(UNATTEND, [driverId, vehicleId, since, now]);
  }

  /** When its driver was to come, where by now he has not come for the shift, nor for what it took the place of; null where he has. */
  async dueSince(id: string, now: Date): Promise<Date | null> {
    return (await this.unitOfWork.rows<{ dueSince: Date | null }>(DUE_SINCE, [id, now]))[0]!.dueSince;
  }

  async presenceOf(driverId: string): Promise<DriverPresence | null> {
    return (await this.unitOfWork.rows<DriverPresence & object>(DUTY, [driverId]))[0] ?? null;
  }

  async presenceAt(shift: { readonly id: string }, now: Date): Promise<ShiftPresence | null> {
    const [row] = await this.unitOfWork.rows<Omit<ShiftPresence, 'gates'> & GateRow>(PRESENCE, [shift.id, now]);
    return row ? { ...row, gates: gatesOf(row) } : null;
  }
}

function parameters(organizationId: string, { fleetIds, hubIds }: Scope, hubId: string, week: TimeWindow): unknown[] {
  return [organizationId, fleetIds, hubIds, hubId, week.start, week.end];
}
