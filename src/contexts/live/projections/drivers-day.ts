import { Injectable } from '@nestjs/common';
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
const SETTLE: Statement = {
  name: 'live.duty.settle',
  text: `INSERT INTO live.duties (driver_id, organization_id, heard, limit_heard, cash_settled_until)
         VALUES ($1, $2, '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', $3)
         ON CONFLICT (driver_id) DO UPDATE
           SET cash_settled_until = greatest(duties.cash_settled_until, excluded.cash_settled_until)`,
};
const PLAN: Statement = {
  name: 'live.shift.plan',
  text: `INSERT INTO live.shifts (roster_entry_id, organization_id, driver_id, vehicle_id, starts_at, ends_at, planned_heard)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (roster_entry_id) DO UPDATE SET driver_id = excluded.driver_id, vehicle_id = excluded.vehicle_id,
           starts_at = excluded.starts_at, ends_at = excluded.ends_at, planned_heard = excluded.planned_heard,
           acknowledged_at = CASE WHEN shifts.driver_id = excluded.driver_id OR shifts.driver_id IS NULL
             THEN shifts.acknowledged_at END
         WHERE shifts.planned_heard IS NULL OR shifts.planned_heard < excluded.planned_heard`,
};
const CALL_OFF: Statement = {
  name: 'live.shift.call_off',
  text: `INSERT INTO live.shifts (roster_entry_id, organization_id, off) VALUES ($1, $2, true)
         ON CONFLICT (roster_entry_id) DO UPDATE SET off = true`,
};
const PUBLISH: Statement = {
  name: 'live.shift.publish',
  text: `INSERT INTO live.shifts (roster_entry_id, organization_id, published)
         SELECT entry, $2, true FROM unnest($1::uuid[]) AS entry ORDER BY entry
         ON CONFLICT (roster_entry_id) DO UPDATE SET published = true`,
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
const EXPIRING: Statement = {
  name: 'live.expiring_document.remember',
  text: `INSERT INTO live.expiring_documents (document_id, organization_id, subject_id, document_type, expires_on)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (document_id) DO UPDATE SET expires_on = excluded.expires_on`,
};
const NO_LONGER_EXPIRING: Statement = {
  name: 'live.expiring_document.forget',
  text: `DELETE FROM live.expiring_documents WHERE subject_id = $1 AND document_type = $2
           AND ($3::date IS NULL OR expires_on < $3)`,
};
const CARRY: Statement = {
  name: 'live.carried_ride.add',
  text: `INSERT INTO live.carried_rides (ride_id, organization_id, driver_id, started_at, ended_at, cash_paise)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ride_id) DO NOTHING`,
};

const listed = (select: string): string => `coalesce((SELECT jsonb_agg(one) FROM (${select}) AS one), '[]'::jsonb)`;
/** One statement, hence one view of the database. A ride is his while it says so; of one that is over nothing of the rider is left. */
const DAY: Statement = {
  name: 'live.drivers_day',
  text: `WITH duty AS (SELECT * FROM live.duties WHERE organization_id = $1 AND driver_id = $2),
           shift AS (SELECT * FROM live.shifts WHERE organization_id = $1 AND driver_id = $2 AND NOT off
             AND ends_at > $3 AND starts_at < $5 ORDER BY ends_at LIMIT 1),
           cab AS (SELECT coalesce(
             (SELECT vehicle_id FROM duty WHERE status <> 'OFF'), (SELECT vehicle_id FROM shift)) AS vehicle_id)
         SELECT (SELECT to_jsonb(duty) FROM duty) AS duty, (SELECT to_jsonb(shift) FROM shift) AS shift,
           (SELECT jsonb_build_object('vehicleId', cab.vehicle_id, 'plate', v.plate)
            FROM cab LEFT JOIN live.vehicles v USING (vehicle_id) WHERE cab.vehicle_id IS NOT NULL) AS vehicle,
           coalesce((SELECT (state->>'online')::boolean FROM live.drivers WHERE organization_id = $1 AND driver_id = $2), false)
             AS online,
           coalesce((SELECT jsonb_agg(state) FROM live.rides WHERE organization_id = $1 AND driver_id = $2
             AND ended_at IS NULL AND (pickup_at < $5 OR state->>'status' <> 'DRIVER_ASSIGNED')), '[]'::jsonb) AS rides,
           ${listed(`SELECT ride_id AS "rideId", started_at AS "startedAt", ended_at AS "endedAt", cash_paise AS "cashPaise"
             FROM live.carried_rides WHERE organization_id = $1 AND driver_id = $2 AND ended_at >= $4 ORDER BY ended_at`)} AS carried,
           (SELECT coalesce(sum(cash_paise), 0)::bigint FROM live.carried_rides
            WHERE organization_id = $1 AND driver_id = $2
              AND ended_at > coalesce((SELECT cash_settled_until FROM duty), '-infinity')) AS "cashPaise",
           ${listed(`SELECT CASE WHEN subject_id = $2 THEN 'driver' ELSE 'vehicle' END AS whose, is_usable AS "isUsable",
               usable_until AS "usableUntil", lapses, problems FROM live.document_standings
             WHERE organization_id = $1 AND subject_id IN ($2, (SELECT vehicle_id FROM cab))`)} AS standings,
           ${listed(`SELECT CASE WHEN subject_id = $2 THEN 'driver' ELSE 'vehicle' END AS whose,
               document_type AS "documentType", expires_on AS "expiresOn" FROM live.expiring_documents
             WHERE organization_id = $1 AND subject_id IN ($2, (SELECT vehicle_id FROM cab))`)} AS expiring`,
};
const FORGET: readonly Statement[] = [
  { name: 'live.carried_ride.forget', text: 'DELETE FROM live.carried_rides WHERE ended_at < $1' },
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

  /** What he took until then he has declared. */
  async settle(driverId: string, organizationId: string | null, until: Date): Promise<void> {
    await this.unitOfWork.query(SETTLE, [driverId, organizationId, until]);
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

  async publish(rosterEntryIds: readonly string[], organizationId: string | null): Promise<void> {
    await this.unitOfWork.query(PUBLISH, [rosterEntryIds, organizationId]);
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

  async expiring(
    document: { documentId: string; subjectId: string; documentType: string; expiresOn: string },
    organizationId: string | null,
  ): Promise<void> {
    const { documentId, subjectId, documentType, expiresOn } = document;
    await this.unitOfWork.query(EXPIRING, [documentId, organizationId, subjectId, documentType, expiresOn]);
  }

  /** @param before only those that expire before that local date, which is the newer document's */
  async noLongerExpiring(subjectId: string, documentType: string, before: string | null): Promise<void> {
    await this.unitOfWork.query(NO_LONGER_EXPIRING, [subjectId, documentType, before]);
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
