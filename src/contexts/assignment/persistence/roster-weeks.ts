import { Injectable } from '@nestjs/common';
import type { TimeWindow } from '../../../kernel/time-window';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Shift } from '../domain/roster-entry';
import type { SilentDriver } from '../domain/roster-line';
import type { Scope } from '../domain/scope';
import { HOLDING_SHIFT, LIVE_SHIFT } from './gate-columns';

/** $1 the organization, $2 and $3 the scope, $4 the hub, $5 and $6 the week. */
const OF_WEEK = `assignment.roster_entries r JOIN assignment.drivers d USING (driver_id)
  WHERE r.organization_id = $1 AND ($2::uuid[] IS NULL OR d.fleet_id = ANY($2)) AND ($3::uuid[] IS NULL OR d.hub_id = ANY($3))
    AND d.hub_id = $4 AND r.starts_at >= $5 AND r.starts_at < $6`;
const SHIFT = `r.id, r.driver_id AS "driverId", r.vehicle_id AS "vehicleId", r.starts_at AS "startsAt", r.ends_at AS "endsAt"`;
const DRAFTS: Statement = {
  name: 'assignment.roster_week.drafts',
  text: `SELECT ${SHIFT} FROM ${OF_WEEK} AND r.status = 'DRAFT' ORDER BY r.starts_at, r.id`,
};
// One that was missed was planned all the same, unless another stands for it.
const PATTERN: Statement = {
  name: 'assignment.roster_week.pattern',
  text: `SELECT ${SHIFT} FROM ${OF_WEEK}
           AND (r.${HOLDING_SHIFT} OR r.status = 'MISSED' AND NOT EXISTS (
             SELECT FROM assignment.roster_entries o WHERE o.replaces_id = r.id))
         ORDER BY r.starts_at, r.id`,
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
const DUTY: Statement = {
  name: 'assignment.roster_week.duty',
  text: `SELECT duty <> 'OFF' AS "isOnDuty", attended_vehicle_id AS "vehicleId", hub_id AS "hubId"
         FROM assignment.drivers WHERE driver_id = $1`,
};

export interface WeekShift extends Shift {
  readonly id: string;
}

/** Of a driver now: whether he has checked in, with which vehicle, and where he belongs. */
export interface DriverPresence {
  readonly isOnDuty: boolean;
  readonly vehicleId: string | null;
  readonly hubId: string;
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

  async presenceOf(driverId: string): Promise<DriverPresence | null> {
    return (await this.unitOfWork.rows<DriverPresence & object>(DUTY, [driverId]))[0] ?? null;
  }
}

function parameters(organizationId: string, { fleetIds, hubIds }: Scope, hubId: string, week: TimeWindow): unknown[] {
  return [organizationId, fleetIds, hubIds, hubId, week.start, week.end];
}
