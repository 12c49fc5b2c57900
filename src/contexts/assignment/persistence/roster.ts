import { Injectable } from '@nestjs/common';
import type { TimeWindow } from '../../../kernel/time-window';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RosterEntry, type Shift } from '../domain/roster-entry';
import {
  LONGEST_SHIFT_HOURS,
  type PlannedShift,
  type RosterableVehicle,
  type RosteredDriver,
  type RosterFacts,
} from '../domain/roster-plan';
import type { RosterLine } from '../domain/roster-line';
import type { Scope } from '../domain/scope';

const IN_SCOPE = '($3::uuid[] IS NULL OR fleet_id = ANY($3)) AND ($4::uuid[] IS NULL OR hub_id = ANY($4))';
const DRIVERS: Statement = {
  name: 'assignment.roster.drivers',
  text: `SELECT driver_id AS id, name, status FROM assignment.drivers
         WHERE driver_id = ANY($1) AND organization_id = $2 AND ${IN_SCOPE}`,
};
const VEHICLES: Statement = {
  name: 'assignment.roster.vehicles',
  text: `SELECT vehicle_id AS id, plate, status FROM assignment.vehicles
         WHERE vehicle_id = ANY($1) AND organization_id = $2 AND ${IN_SCOPE}`,
};
const PLANNED: Statement = {
  name: 'assignment.roster.planned',
  text: `SELECT id, driver_id AS "driverId", vehicle_id AS "vehicleId", starts_at AS "startsAt", ends_at AS "endsAt"
         FROM assignment.roster_entries
         WHERE (driver_id = ANY($1) OR vehicle_id = ANY($2)) AND status = 'ACTIVE' AND starts_at < $4 AND ends_at > $3
         ORDER BY starts_at, id`,
};
const INSERT: Statement = {
  name: 'assignment.roster.insert',
  text: `INSERT INTO assignment.roster_entries
           (id, organization_id, version, driver_id, vehicle_id, starts_at, ends_at, status, planned_by, created_at)
         SELECT id, $2, 1, driver_id, vehicle_id, starts_at, ends_at, 'ACTIVE', $7, $8
         FROM unnest($1::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[])
           AS shift (id, driver_id, vehicle_id, starts_at, ends_at)`,
};
const OPEN_RIDES: Statement = {
  name: 'assignment.roster.open_rides',
  text: `SELECT ride_id AS "rideId" FROM assignment.engagements
         WHERE driver_id = $1 AND roster_entry_id = $2 AND status IN ('PLANNED', 'UNDER_WAY') ORDER BY planned_from`,
};

const LINE = `SELECT r.id, r.driver_id AS "driverId", d.name AS "driverName", r.vehicle_id AS "vehicleId", v.plate,
    d.fleet_id AS "fleetId", d.hub_id AS "hubId", r.starts_at AS "startsAt", r.ends_at AS "endsAt", r.status,
    r.cancel_reason AS "cancelReason", r.created_at AS "createdAt"
  FROM assignment.roster_entries r
  JOIN assignment.drivers d USING (driver_id) JOIN assignment.vehicles v USING (vehicle_id)
  WHERE r.organization_id = $1
    AND ($2::uuid[] IS NULL OR d.fleet_id = ANY($2)) AND ($3::uuid[] IS NULL OR d.hub_id = ANY($3))`;

export interface RosterFilter {
  /** Shifts of which any part lies in it. */
  readonly during: TimeWindow | null;
  readonly driverId: string | null;
  readonly vehicleId: string | null;
  /** The driver's. */
  readonly hubId: string | null;
  readonly status: string | null;
}

@Injectable()
export class Roster extends AggregateStore<RosterEntry> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, RosterEntry, 'roster entry', {
      roster_entries_driver_overlap: () => overlapMeanwhile('driver'),
      roster_entries_vehicle_overlap: () => overlapMeanwhile('vehicle'),
    });
  }

  async factsFor(shifts: readonly Shift[], organizationId: string, scope: Scope): Promise<RosterFacts> {
    const driverIds = shifts.map(({ driverId }) => driverId);
    const vehicleIds = shifts.map(({ vehicleId }) => vehicleId);
    const home = [organizationId, scope.fleetIds, scope.hubIds];
    const drivers = await this.unitOfWork.rows<RosteredDriver & { id: string }>(DRIVERS, [driverIds, ...home]);
    const vehicles = await this.unitOfWork.rows<RosterableVehicle & { id: string }>(VEHICLES, [vehicleIds, ...home]);
    const from = new Date(Math.min(...shifts.map(({ startsAt }) => startsAt.getTime())));
    const until = new Date(Math.max(...shifts.map(({ endsAt }) => endsAt.getTime())));
    return {
      drivers: new Map(drivers.map((driver) => [driver.id, driver])),
      vehicles: new Map(vehicles.map((vehicle) => [vehicle.id, vehicle])),
      planned: await this.unitOfWork.rows<PlannedShift>(PLANNED, [driverIds, vehicleIds, from, until]),
    };
  }

  /** All of them, which are planned by one person at one moment, in one statement. */
  async addAll(entries: readonly RosterEntry[]): Promise<void> {
    const [first] = entries;
    if (!first) return;
    for (const entry of entries) entry.version = 1;
    await this.translating(() =>
      this.unitOfWork.query(INSERT, [
        entries.map(({ id }) => id),
        first.organizationId,
        entries.map(({ driverId }) => driverId),
        entries.map(({ vehicleId }) => vehicleId),
        entries.map(({ startsAt }) => startsAt),
        entries.map(({ endsAt }) => endsAt),
        first.plannedBy,
        first.createdAt,
      ]),
    );
    await this.unitOfWork.publish(...entries.flatMap((entry) => entry.releaseEvents()));
  }

  /** The rides still to be carried in the shift. */
  async openRidesOf({ id, driverId }: { readonly id: string; readonly driverId: string }): Promise<string[]> {
    const rows = await this.unitOfWork.rows<{ rideId: string }>(OPEN_RIDES, [driverId, id]);
    return rows.map(({ rideId }) => rideId);
  }

  /** @throws DomainError not_found, also out of scope */
  async line(id: string, organizationId: string, scope: Scope): Promise<RosterLine> {
    const [found] = await this.lines([id], organizationId, scope);
    if (!found) throw notFound(this.thing, id);
    return found;
  }

  /** In the order of the ids. */
  async lines(ids: readonly string[], organizationId: string, scope: Scope): Promise<RosterLine[]> {
    const values = [organizationId, scope.fleetIds, scope.hubIds, ids];
    const text = `${LINE} AND r.id = ANY($4) ORDER BY array_position($4::uuid[], r.id)`;
    return this.unitOfWork.rows<RosterLine>({ name: 'assignment.roster.lines', text }, values);
  }

  /** Newest first. */
  async list(organizationId: string, scope: Scope, filter: RosterFilter, page: PageRequest): Promise<Page<RosterLine>> {
    const { during, driverId, vehicleId, hubId, status } = filter;
    const rows = await this.unitOfWork.rows<RosterLine>(
      `${LINE} AND ($4::timestamptz IS NULL OR (r.starts_at < $5 AND r.ends_at > $4
           AND r.starts_at > $4::timestamptz - interval '${LONGEST_SHIFT_HOURS} hours'))
         AND ($6::uuid IS NULL OR r.driver_id = $6) AND ($7::uuid IS NULL OR r.vehicle_id = $7)
         AND ($8::uuid IS NULL OR d.hub_id = $8) AND ($9::text IS NULL OR r.status = $9)
         AND ($10::uuid IS NULL OR r.id < $10)
       ORDER BY r.id DESC LIMIT $11`,
      [
        ...[organizationId, scope.fleetIds, scope.hubIds, during?.start ?? null, during?.end ?? null],
        ...[driverId, vehicleId, hubId, status, decodeCursor(page.after)?.id ?? null, page.limit + 1],
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

function overlapMeanwhile(what: 'driver' | 'vehicle'): DomainError {
  const message = `The ${what} has just been rostered at that time by another request.`;
  return new DomainError('conflict', `roster_${what}_overlap`, message);
}
