import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { TimeWindow } from '../../../kernel/time-window';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DisturbedPlan } from '../domain/conflict';
import type { DutySpell } from '../domain/driver-hours';
import {
  gateColumns,
  type GateRow,
  type Gates,
  gatesOf,
  HOLDING_SHIFT,
  isYetToCome,
  spellsOf,
  type StoredStretch,
} from './gate-columns';

/** Whose plans: of a driver, of a vehicle, or, of neither, of the whole organization. */
export interface PlanSubject {
  readonly driverId?: string;
  readonly vehicleId?: string;
}

export interface PlanAhead extends DisturbedPlan {
  /** What it takes of the driver's and the vehicle's time. */
  readonly window: TimeWindow;
  readonly plate: string;
  readonly driverStatus: string;
  readonly vehicleStatus: string;
  readonly gates: Gates;
  /** Of a ride: its driver was on duty for the shift that it is to be carried in, and is off it. */
  readonly isLeft: boolean;
  /** Of a ride: when its driver was last on duty; null where he never was, and of a shift. */
  readonly lastOnDutyAt: Date | null;
  /** On duty in the last week; of a shift only. */
  readonly spells: readonly DutySpell[];
}

/** $1 the organization, $2 the driver, $3 the vehicle, $4 now. */
const SUBJECT = (table: string): string =>
  `${table}.organization_id = $1 AND ($2::uuid IS NULL OR ${table}.driver_id = $2) AND ($3::uuid IS NULL OR ${table}.vehicle_id = $3)`;
// Whoever is off duty must come anew, also to a shift that has begun.
const COMES = `(${isYetToCome('$4::timestamptz')} OR d.duty NOT IN ('ON', 'BREAK'))`;
const STATUSES = 'd.status AS driver_status, v.status AS vehicle_status';
// FOR SHARE: one that is just ending is seen as ended, or ends after.
const ENGAGEMENTS: Statement = {
  name: 'assignment.plans_ahead.engagements',
  text: `SELECT e.id AS engagement_id, e.ride_id, NULL::uuid AS roster_entry_id, e.driver_id, e.vehicle_id,
           e.planned_from AS starts_at, e.planned_until AS ends_at, v.plate, ${STATUSES},
           ${gateColumns('$4::timestamptz', COMES)},
           d.duty = 'OFF' AND (s.attended_at IS NOT NULL OR s.ends_at <= $4) AS is_left,
           (SELECT max(w.ended_at) FROM assignment.duty_spells w WHERE w.driver_id = e.driver_id) AS last_on_duty_at,
           NULL::json AS spells
         FROM assignment.engagements e
         JOIN assignment.drivers d ON d.driver_id = e.driver_id
         JOIN assignment.vehicles v ON v.vehicle_id = e.vehicle_id
         JOIN assignment.roster_entries s ON s.id = e.roster_entry_id
         WHERE ${SUBJECT('e')} AND e.status = ANY($5)
         ORDER BY e.id FOR SHARE OF e`,
};
const SHIFTS: Statement = {
  name: 'assignment.plans_ahead.shifts',
  text: `SELECT NULL::uuid AS engagement_id, NULL::uuid AS ride_id, s.id AS roster_entry_id, s.driver_id, s.vehicle_id,
           s.starts_at, s.ends_at, v.plate, ${STATUSES}, ${gateColumns(`'infinity'::timestamptz`)},
           false AS is_left, NULL::timestamptz AS last_on_duty_at,
           (SELECT json_agg(json_build_object('start', w.started_at, 'end', w.ended_at)) FROM assignment.duty_spells w
            WHERE w.driver_id = s.driver_id
              AND (w.ended_at IS NULL OR w.started_at > $4::timestamptz - interval '7 days')) AS spells
         FROM assignment.roster_entries s
         JOIN assignment.drivers d ON d.driver_id = s.driver_id
         JOIN assignment.vehicles v ON v.vehicle_id = s.vehicle_id
         WHERE ${SUBJECT('s')} AND s.${HOLDING_SHIFT} AND s.ends_at > $4
         ORDER BY s.driver_id, s.starts_at FOR SHARE OF s`,
};

interface Row extends QueryResultRow, GateRow {
  engagement_id: string | null;
  ride_id: string | null;
  roster_entry_id: string | null;
  driver_id: string;
  vehicle_id: string;
  starts_at: Date;
  ends_at: Date;
  plate: string;
  driver_status: string;
  vehicle_status: string;
  is_left: boolean;
  last_on_duty_at: Date | null;
  spells: StoredStretch[] | null;
}

/** What is planned and has not begun, or not ended, with all that it may break by. */
@Injectable()
export class PlansAhead {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Rides that are to be carried; `withUnderWay`, those too that are. */
  async engagements(
    organizationId: string,
    subject: PlanSubject,
    now: Date,
    withUnderWay = false,
  ): Promise<PlanAhead[]> {
    const statuses = withUnderWay ? ['PLANNED', 'UNDER_WAY'] : ['PLANNED'];
    return this.read(ENGAGEMENTS, organizationId, subject, now, statuses);
  }

  /** Shifts that are not over, drafts too; by driver, the first first. */
  async shifts(organizationId: string, subject: PlanSubject, now: Date): Promise<PlanAhead[]> {
    return this.read(SHIFTS, organizationId, subject, now);
  }

  private async read(
    statement: Statement,
    organizationId: string,
    { driverId, vehicleId }: PlanSubject,
    now: Date,
    ...more: readonly unknown[]
  ): Promise<PlanAhead[]> {
    const values = [organizationId, driverId ?? null, vehicleId ?? null, now, ...more];
    return (await this.unitOfWork.rows<Row>(statement, values)).map((row) => ({
      engagementId: row.engagement_id,
      rideId: row.ride_id,
      rosterEntryId: row.roster_entry_id,
      driverId: row.driver_id,
      vehicleId: row.vehicle_id,
      window: { start: row.starts_at, end: row.ends_at },
      plate: row.plate,
      driverStatus: row.driver_status,
      vehicleStatus: row.vehicle_status,
      gates: gatesOf(row),
      isLeft: row.is_left,
      lastOnDutyAt: row.last_on_duty_at,
      spells: spellsOf(row.spells),
    }));
  }
}
