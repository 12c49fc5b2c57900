import { Injectable } from '@nestjs/common';
import type { TimeWindow } from '../../../kernel/time-window';
import type { Principal } from '../../../platform/auth/principal';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DriverSummary, HubSummary } from '../domain/day-summary';

/** By its check-in a duty belongs to one day, also where it reaches into the next. */
const DUTIES = `
  SELECT a.*, r.rides, r.ride_metres, r.cash, b.pauses, b.paused,
    coalesce(a.duty_ended_at, a.checked_out_at, $4) - a.checked_in_at AS worked
  FROM attendance.attendances a
    CROSS JOIN LATERAL (SELECT count(*) AS rides, sum(distance_metres) AS ride_metres, sum(cash_paise) AS cash
      FROM attendance.duty_rides WHERE attendance_id = a.id) AS r
    CROSS JOIN LATERAL (SELECT count(*) AS pauses,
        sum((pause->>'endedAt')::timestamptz - (pause->>'startedAt')::timestamptz) AS paused
      FROM jsonb_array_elements(a.breaks) AS pause) AS b
  WHERE a.organization_id = $1 AND a.checked_in_at >= $2 AND a.checked_in_at < $3
    AND a.status IN ('APPROVED', 'ON_BREAK', 'CHECKED_OUT')
    AND ($5::uuid[] IS NULL OR a.fleet_id = ANY($5)) AND ($6::uuid[] IS NULL OR a.hub_id = ANY($6))
    AND ($7::uuid IS NULL OR a.hub_id = $7)`;

const minutes = (interval: string): string => `coalesce(floor(extract(epoch FROM sum(${interval})) / 60), 0)::int`;
const FIGURES = `count(*)::int AS duties, ${minutes('worked')} AS "minutesOnDuty",
  (sum(pauses) + count(on_break_since))::int AS breaks,
  ${minutes(`coalesce(paused, '0') + coalesce($4 - on_break_since, '0')`)} AS "breakMinutes",
  sum(rides)::int AS rides, coalesce(sum(ride_metres), 0)::bigint AS "rideMetres",
  coalesce(sum(odometer_end_metres - odometer_start_metres), 0)::bigint AS "drivenMetres",
  sum(gps_metres)::bigint AS "gpsMetres",
  (count(*) FILTER (WHERE status = 'CHECKED_OUT' AND gps_metres IS NULL))::int AS "gpsUnknownDuties",
  (count(*) FILTER (WHERE distance_differs))::int AS "distancesThatDiffer",
  (count(*) FILTER (WHERE late_minutes > 0))::int AS "lateDuties", coalesce(sum(late_minutes), 0)::int AS "lateMinutes",
  (count(*) FILTER (WHERE left_early_minutes > 0))::int AS "earlyDuties",
  coalesce(sum(left_early_minutes), 0)::int AS "leftEarlyMinutes",
  coalesce(sum(cash_deposited_paise), 0)::bigint AS "cashDeclaredPaise", coalesce(sum(cash), 0)::bigint AS "cashExpectedPaise",
  (count(*) FILTER (WHERE status = 'CHECKED_OUT' AND odometer_end_metres IS NULL))::int AS "incompleteDuties"`;

const OF_DRIVERS: Statement = {
  name: 'attendance.day_summary.drivers',
  text: `SELECT driver_id AS "driverId", ${FIGURES} FROM (${DUTIES}) AS duty
         WHERE $8::uuid IS NULL OR driver_id > $8 GROUP BY driver_id ORDER BY driver_id LIMIT $9`,
};
const OF_HUBS: Statement = {
  name: 'attendance.day_summary.hubs',
  text: `SELECT hub_id AS "hubId", count(DISTINCT driver_id)::int AS drivers, ${FIGURES} FROM (${DUTIES}) AS duty
         GROUP BY hub_id ORDER BY hub_id`,
};

export interface SummarisedDay {
  readonly organizationId: string;
  readonly window: TimeWindow;
  readonly now: Date;
  readonly hubId: string | null;
  /** Who asks: within his fleets and hubs. */
  readonly scope: Pick<Principal, 'fleetIds' | 'hubIds'>;
}

@Injectable()
export class DaySummaries {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** By driver id, those after the given one. */
  async ofDrivers(day: SummarisedDay, limit: number, after: string | null): Promise<DriverSummary[]> {
    return this.unitOfWork.rows<DriverSummary & object>(OF_DRIVERS, [...valuesOf(day), after, limit]);
  }

  async ofHubs(day: SummarisedDay): Promise<HubSummary[]> {
    return this.unitOfWork.rows<HubSummary & object>(OF_HUBS, valuesOf(day));
  }
}

function valuesOf({ organizationId, window, now, hubId, scope }: SummarisedDay): unknown[] {
  return [organizationId, window.start, window.end, now, scope.fleetIds, scope.hubIds, hubId];
}
