import { Injectable } from '@nestjs/common';
import type { HoursPolicy } from '../../../kernel/duty-hours';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { CarriedRide, DriversDayRow } from '../domain/drivers-day';

const DUTY: Statement = {
  name: 'live.duty.remember',
  text: `INSERT INTO live.duties (driver_id, organization_id, attendance_id, status, vehicle_id, heard, limit_heard)
         VALUES ($1, $2, $3, $4, $5, $6, '00000000-0000-0000-0000-000000000000')
         ON CONFLICT (driver_id) DO UPDATE SET attendance_id = excluded.attendance_id, status = excluded.status,
           vehicle_id = excluded.vehicle_id, heard = excluded.heard
         WHERE duties.heard < excluded.heard`,
};
const LIMIT: Statement = {
  name: 'live.duty.limit',
  text: `INSERT INTO live.duties (driver_id, organization_id, heard, checked_in_at, duty_ends_by, hours_spent, limit_heard)
         VALUES ($1, $2, '00000000-0000-0000-0000-000000000000', $3, $4, $5, $6)
         ON CONFLICT (driver_id) DO UPDATE SET checked_in_at = coalesce(excluded.checked_in_at, duties.checked_in_at),
           duty_ends_by = coalesce(excluded.duty_ends_by, duties.duty_ends_by), hours_spent = excluded.hours_spent,
           limit_heard = excluded.limit_heard
         WHERE duties.limit_heard < excluded.limit_heard`,
};
// Facts that come in any order: none takes back what another has told.
const SPELL: Statement = {
  name: 'live.duty_spell.remember',
  text: `INSERT INTO live.duty_spells AS known
           (attendance_id, organization_id, driver_id, checked_in_at, checked_out_at, left_at, cash_declared)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (attendance_id) DO UPDATE SET checked_in_at = coalesce(excluded.checked_in_at, known.checked_in_at),
           checked_out_at = coalesce(excluded.checked_out_at, known.checked_out_at),
           left_at = coalesce(excluded.left_at, known.left_at), cash_declared = known.cash_declared OR excluded.cash_declared`,
};
const POLICY: Statement = {
  name: 'live.hours_policy.remember',
  text: `INSERT INTO live.hours_policies AS known (organization_id, limit_minutes, window_minutes, rest_minutes, heard)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organization_id) DO UPDATE SET limit_minutes = excluded.limit_minutes,
           window_minutes = excluded.window_minutes, rest_minutes = excluded.rest_minutes, heard = excluded.heard
         WHERE known.heard < excluded.heard`,
};
const PLAN: Statement = {
  name: 'live.shift.plan',
  text: `INSERT INTO live.shifts (roster_entry_id, organization_id, driver_id, vehicle_id, starts_at, ends_at, planned_heard, published)
         VALUES ($1, $2, $3, $4, $5, $6, $7, true)
         ON CONFLICT (roster_entry_id) DO UPDATE SET driver_id = excluded.driver_id, vehicle_id = excluded.vehicle_id,
           starts_at = excluded.starts_at, ends_at = excluded.ends_at, planned_heard = excluded.planned_heard, published = true,
           acknowledged_at = CASE WHEN shifts.driver_id = excluded.driver_id OR shifts.driver_id IS NULL
             THEN shifts.acknowledged_at END
         WHERE shifts.planned_heard IS NULL OR shifts.planned_heard < excluded.planned_heard`,
};
const CALL_OFF: Statement = {
  name: 'live.shift.call_off',
  text: `INSERT INTO live.shifts (roster_entry_id, organization_id, off) VALUES ($1, $2, true)
         ON CONFLICT (roster_entry_id) DO UPDATE SET off = true`,
};
const ACKNOWLEDGE: Statement = {
  name: 'live.shift.acknowledge',
  text: `INSERT INTO live.shifts (roster_entry_id, organization_id, acknowledged_at) VALUES ($1, $2, $3)
         ON CONFLICT (roster_entry_id) DO UPDATE SET acknowledged_at = excluded.acknowledged_at`,
};
const VEHICLE: Statement = {
  name: 'live.vehicle.remember',
  text: `INSERT INTO live.vehicles (vehicle_id, organization_id, plate, heard) VALUES ($1, $2, $3, $4)
         ON CONFLICT (vehicle_id) DO UPDATE SET plate = excluded.plate, heard = excluded.heard
         WHERE vehicles.heard < excluded.heard`,
};
const STANDING: Statement = {
  name: 'live.document_standing.remember',
  text: `INSERT INTO live.document_standings (subject_id, organization_id, is_usable, usable_until, lapses, problems, heard)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (subject_id) DO UPDATE SET is_usable = excluded.is_usable, usable_until = excluded.usable_until,
           lapses = excluded.lapses, problems = excluded.problems, heard = excluded.heard
         WHERE document_standings.heard < excluded.heard`,
};
// What counts no more stays, without a date: an older fact that comes later does not bring it back.
const EXPIRING: Statement = {
  name: 'live.expiring_document.remember',
  text: `INSERT INTO live.expiring_documents AS known (document_id, organization_id, subject_id, document_type, expires_on, heard)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (document_id) DO UPDATE SET expires_on = excluded.expires_on, heard = excluded.heard
         WHERE known.heard < excluded.heard`,
};
const CARRY: Statement = {
  name: 'live.carried_ride.add',
  text: `INSERT INTO live.carried_rides (ride_id, organization_id, driver_id, started_at, ended_at, cash_paise)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ride_id) DO NOTHING`,
};

const listed = (select: string): string => `coalesce((SELECT jsonb_agg(one) FROM (${select}) AS one), '[]'::jsonb)`;
/**
 * One statement, hence one view of the database. A ride is his while it says so; of one that is over nothing of the rider is left.
 * The day reaches back to the beginning of the shift or duty that is on, and on to the end of those that begin in it, or for
 * which he may check in already: an hour before (attendance's rule). Hours are counted by the duties of six days, which are the
 * longest two windows and rest that a policy may have.
 */
const DAY: Statement = {
  name: 'live.drivers_day',
  text: `WITH duty AS (SELECT * FROM live.duties WHERE organization_id = $1 AND driver_id = $2),
           shifts AS (SELECT * FROM live.shifts WHERE organization_id = $1 AND driver_id = $2 AND NOT off
             AND ends_at > $3 AND starts_at < greatest($5, $3::timestamptz + interval '1 hour') ORDER BY ends_at),
           shift AS (SELECT * FROM shifts ORDER BY ends_at LIMIT 1),
           bounds AS (SELECT least($4, (SELECT starts_at FROM shift), (SELECT checked_in_at FROM duty WHERE status IN ('ON', 'BREAK')))
               AS since, greatest($5, (SELECT max(ends_at) FROM shifts)) AS until),
           cab AS (SELECT coalesce(
             (SELECT vehicle_id FROM duty WHERE status <> 'OFF'), (SELECT vehicle_id FROM shift)) AS vehicle_id)
         SELECT (SELECT to_jsonb(duty) FROM duty) AS duty, (SELECT to_jsonb(shift) FROM shift) AS shift,
           (SELECT jsonb_build_object('vehicleId', cab.vehicle_id, 'plate', v.plate)
            FROM cab LEFT JOIN live.vehicles v USING (vehicle_id) WHERE cab.vehicle_id IS NOT NULL) AS vehicle,
           coalesce((SELECT (state->>'online')::boolean FROM live.drivers WHERE organization_id = $1 AND driver_id = $2), false)
             AS online,
           coalesce((SELECT jsonb_agg(state) FROM live.rides WHERE organization_id = $1 AND driver_id = $2
             AND ended_at IS NULL AND (pickup_at < (SELECT until FROM bounds) OR state->>'status' <> 'DRIVER_ASSIGNED')), '[]'::jsonb) AS rides,
           ${listed(`SELECT ride_id AS "rideId", started_at AS "startedAt", ended_at AS "endedAt", cash_paise AS "cashPaise"
             FROM live.carried_rides WHERE organization_id = $1 AND driver_id = $2 AND ended_at >= (SELECT since FROM bounds)
               ORDER BY ended_at`)} AS carried,
           (SELECT coalesce(sum(cash_paise), 0)::bigint FROM live.carried_rides ride
            WHERE organization_id = $1 AND driver_id = $2
              AND ended_at > coalesce((SELECT cash_settled_until FROM duty), '-infinity')
              AND NOT EXISTS (SELECT FROM live.duty_spells spell
                WHERE spell.organization_id = $1 AND spell.driver_id = $2 AND spell.cash_declared
                  AND ride.ended_at <= spell.checked_out_at AND ride.ended_at > coalesce(spell.checked_in_at, '-infinity')))
             AS "cashPaise",
           (SELECT jsonb_build_object('limitMinutes', limit_minutes, 'windowMinutes', window_minutes, 'restMinutes', rest_minutes)
            FROM live.hours_policies WHERE organization_id = $1) AS policy,
           (SELECT checked_in_at FROM live.duty_spells
            WHERE organization_id = $1 AND attendance_id = (SELECT attendance_id FROM duty)) AS "checkedInAt",
           ${listed(`SELECT checked_in_at AS start, coalesce(left_at, checked_out_at) AS "end" FROM live.duty_spells
             WHERE organization_id = $1 AND driver_id = $2 AND checked_in_at IS NOT NULL
               AND checked_out_at > $3::timestamptz - interval '6 days'`)} AS spells,
           ${listed(`SELECT CASE WHEN subject_id = $2 THEN 'driver' ELSE 'vehicle' END AS whose, is_usable AS "isUsable",
               usable_until AS "usableUntil", lapses, problems FROM live.document_standings
             WHERE organization_id = $1 AND subject_id IN ($2, (SELECT vehicle_id FROM cab))`)} AS standings,
           ${listed(`SELECT CASE WHEN subject_id = $2 THEN 'driver' ELSE 'vehicle' END AS whose,
               document_type AS "documentType", expires_on AS "expiresOn" FROM live.expiring_documents
             WHERE organization_id = $1 AND subject_id IN ($2, (SELECT vehicle_id FROM cab)) AND expires_on IS NOT NULL`)} AS expiring`,
};
const FORGET: readonly Statement[] = [
  { name: 'live.carried_ride.forget', text: 'DELETE FROM live.carried_rides WHERE ended_at < $1' },
  {
    name: 'live.duty_spell.forget',
    text: 'DELETE FROM live.duty_spells WHERE coalesce(checked_out_at, checked_in_at) < $1',
  },
  { name: 'live.shift.forget', text: 'DELETE FROM live.shifts WHERE ends_at < $1' },
];

export interface ToldBy {
  readonly organizationId: string | null;
  /** The fact's id. */
  readonly heard: string;
}

/** What live remembers for the driver's app. Nothing that is decided relies on it. */
@Injectable()
export class DriversDay {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async duty(
    { driverId, attendanceId, vehicleId }: { driverId: string; attendanceId: string; vehicleId: string },
    status: 'OFF' | 'PENDING' | 'ON' | 'BREAK',
    { organizationId, heard }: ToldBy,
  ): Promise<void> {
    await this.unitOfWork.query(DUTY, [driverId, organizationId, attendanceId, status, vehicleId, heard]);
  }

  /** @param limit what is null stays as it is */
  async limit(
    driverId: string,
    limit: { checkedInAt: string | null; dutyEndsBy: string | null; isSpent: boolean },
    { organizationId, heard }: ToldBy,
  ): Promise<void> {
    const { checkedInAt, dutyEndsBy, isSpent } = limit;
    await this.unitOfWork.query(LIMIT, [driverId, organizationId, checkedInAt, dutyEndsBy, isSpent, heard]);
  }

  /** What a fact tells of one duty of his; what is left out stays as it is. */
  async spell(
    { attendanceId, driverId }: { attendanceId: string; driverId: string },
    organizationId: string | null,
    told: { checkedInAt?: Date; checkedOutAt?: Date; leftAt?: Date | null; cashDeclared?: boolean },
  ): Promise<void> {
    const { checkedInAt = null, checkedOutAt = null, leftAt = null, cashDeclared = false } = told;
    const values = [attendanceId, organizationId, driverId, checkedInAt, checkedOutAt, leftAt, cashDeclared];
    await this.unitOfWork.query(SPELL, values);
  }

  async policy(
    { limitMinutes, windowMinutes, restMinutes }: HoursPolicy,
    { organizationId, heard }: ToldBy,
  ): Promise<void> {
    await this.unitOfWork.query(POLICY, [organizationId, limitMinutes, windowMinutes, restMinutes, heard]);
  }

  async plan(
    shift: { rosterEntryId: string; driverId: string; vehicleId: string; startsAt: string; endsAt: string },
    { organizationId, heard }: ToldBy,
  ): Promise<void> {
    const { rosterEntryId, driverId, vehicleId, startsAt, endsAt } = shift;
    await this.unitOfWork.query(PLAN, [rosterEntryId, organizationId, driverId, vehicleId, startsAt, endsAt, heard]);
  }

  async callOff(rosterEntryId: string, organizationId: string | null): Promise<void> {
    await this.unitOfWork.query(CALL_OFF, [rosterEntryId, organizationId]);
  }

  async acknowledge(rosterEntryId: string, organizationId: string | null, at: Date): Promise<void> {
    await this.unitOfWork.query(ACKNOWLEDGE, [rosterEntryId, organizationId, at]);
  }

  async vehicle(vehicleId: string, plate: string, { organizationId, heard }: ToldBy): Promise<void> {
    await this.unitOfWork.query(VEHICLE, [vehicleId, organizationId, plate, heard]);
  }

  async standing(
    standing: {
      subjectId: string;
      isUsable: boolean;
      usableUntil: string | null;
      lapses: readonly object[];
      problems: readonly object[];
    },
    { organizationId, heard }: ToldBy,
  ): Promise<void> {
    const { subjectId, isUsable, usableUntil, lapses, problems } = standing;
    const told = [isUsable, usableUntil, JSON.stringify(lapses), JSON.stringify(problems)];
    await this.unitOfWork.query(STANDING, [subjectId, organizationId, ...told, heard]);
  }

  /** @param expiresOn the last local day of one that counts; null where it counts no more, or never lapses */
  async expiring(
    document: { documentId: string; subjectId: string; documentType: string },
    expiresOn: string | null,
    { organizationId, heard }: ToldBy,
  ): Promise<void> {
    const { documentId, subjectId, documentType } = document;
    await this.unitOfWork.query(EXPIRING, [documentId, organizationId, subjectId, documentType, expiresOn, heard]);
  }

  async carry(ride: CarriedRide, organizationId: string | null): Promise<void> {
    const { rideId, driverId, startedAt, endedAt, cashPaise } = ride;
    await this.unitOfWork.query(CARRY, [rideId, organizationId, driverId, startedAt, endedAt, cashPaise]);
  }

  /** @param day its first instant and the first after it, both of domain time */
  async of(
    organizationId: string,
    driverId: string,
    now: Date,
    day: { start: Date; end: Date },
  ): Promise<DriversDayRow> {
    const values = [organizationId, driverId, now, day.start, day.end];
    const [row] = await this.unitOfWork.rows<DriversDayRow & object>(DAY, values);
    return row!;
  }

  /** @param before domain time */
  async forget(before: Date): Promise<void> {
    for (const statement of FORGET) await this.unitOfWork.query(statement, [before]);
  }
}
