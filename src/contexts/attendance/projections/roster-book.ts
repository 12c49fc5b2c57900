import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RosterEntry } from '../domain/roster-entry';

const PLAN: Statement = {
  name: 'attendance.roster.plan',
  text: `INSERT INTO attendance.roster_entries (id, organization_id, driver_id, vehicle_id, starts_at, ends_at, due_since)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[],
           $7::timestamptz[])
         ON CONFLICT (id) DO UPDATE SET driver_id = excluded.driver_id, vehicle_id = excluded.vehicle_id,
           starts_at = excluded.starts_at, ends_at = excluded.ends_at, due_since = excluded.due_since`,
};
const CANCEL: Statement = {
  name: 'attendance.roster.cancel',
  text: 'DELETE FROM attendance.roster_entries WHERE id = $1',
};
const CURRENT_AND_NEXT: Statement = {
  name: 'attendance.roster.current_and_next',
  text: `SELECT id, driver_id AS "driverId", vehicle_id AS "vehicleId", starts_at AS "startsAt", ends_at AS "endsAt",
           coalesce(due_since, starts_at) AS "dueSince",
           EXISTS (SELECT FROM attendance.attendances worked
                   WHERE worked.roster_entry_id = entry.id AND worked.driver_id = entry.driver_id
                     AND worked.status = 'CHECKED_OUT') AS worked
         FROM attendance.roster_entries entry
         WHERE driver_id = $1 AND ends_at > $2
         ORDER BY ends_at LIMIT 10`,
};

/** What attendance remembers of assignment's roster. */
@Injectable()
export class RosterBook {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async plan(
    entries: readonly (Omit<RosterEntry, 'worked'> & { readonly organizationId: string | null })[],
  ): Promise<void> {
    await this.unitOfWork.query(PLAN, [
      entries.map(({ id }) => id),
      entries.map(({ organizationId }) => organizationId),
      entries.map(({ driverId }) => driverId),
      entries.map(({ vehicleId }) => vehicleId),
      entries.map(({ startsAt }) => startsAt),
      entries.map(({ endsAt }) => endsAt),
      entries.map(({ dueSince }) => dueSince),
    ]);
  }

  async cancel(id: string): Promise<void> {
    await this.unitOfWork.query(CANCEL, [id]);
  }

  /** The driver's entries that are not over at `now`, soonest over first. */
  async notOver(driverId: string, now: Date): Promise<RosterEntry[]> {
    return this.unitOfWork.rows<RosterEntry>(CURRENT_AND_NEXT, [driverId, now]);
  }
}
