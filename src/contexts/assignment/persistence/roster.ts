import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { In } from 'typeorm';
import type { TimeWindow } from '../../../kernel/time-window';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type Doing, RosterEntry } from '../domain/roster-entry';
import {
  LONGEST_SHIFT_HOURS,
  type PlannedShift,
  type RosterableVehicle,
  type RosteredDriver,
  type RosterFacts,
  type ToldShift,
} from '../domain/roster-plan';
import type { RosterLine } from '../domain/roster-line';
import type { Scope } from '../domain/scope';
import {
  documentsOf,
  type GateRow,
  HOLDING_SHIFT,
  LIVE_SHIFT,
  outagesOf,
  spellsOf,
  type StoredStretch,
} from './gate-columns';

/** Of ninety days no driver works more. */
const MOST_TOLD = 100;

const IN_SCOPE = '($3::uuid[] IS NULL OR fleet_id = ANY($3)) AND ($4::uuid[] IS NULL OR hub_id = ANY($4))';
const DRIVERS: Statement = {
  name: 'assignment.roster.drivers',
  text: `SELECT d.driver_id AS id, d.name, d.status, d.hub_id, d.documents_usable, d.documents_until, d.documents, d.preferences,
           (SELECT json_agg(json_build_object('start', w.started_at, 'end', w.ended_at)) FROM assignment.duty_spells w
            WHERE w.driver_id = d.driver_id AND (w.ended_at IS NULL OR w.started_at > $5::timestamptz - interval '7 days')
           ) AS spells
         FROM assignment.drivers d
         WHERE driver_id = ANY($1) AND organization_id = $2 AND ${IN_SCOPE}`,
};
const VEHICLES: Statement = {
  name: 'assignment.roster.vehicles',
  text: `SELECT vehicle_id AS id, plate, status, documents_usable, documents_until, documents, outages
         FROM assignment.vehicles WHERE vehicle_id = ANY($1) AND organization_id = $2 AND ${IN_SCOPE}`,
};
// A driver's hours reach two windows and a rest back, of two days each at most, and what is planned may spoil what comes after it.
const PLANNED: Statement = {
  name: 'assignment.roster.planned',
  text: `SELECT id, driver_id AS "driverId", vehicle_id AS "vehicleId", starts_at AS "startsAt", ends_at AS "endsAt", status
         FROM assignment.roster_entries
         WHERE ${HOLDING_SHIFT} AND NOT id = ANY($5)
           AND (driver_id = ANY($1) AND starts_at < $4::timestamptz + interval '6 days'
               AND ends_at > $3::timestamptz - interval '6 days'
             OR vehicle_id = ANY($2) AND starts_at < $4 AND ends_at > $3)
         ORDER BY starts_at, id`,
};
const INSERT: Statement = {
  name: 'assignment.roster.insert',
  text: `INSERT INTO assignment.roster_entries
           (id, organization_id, version, driver_id, vehicle_id, starts_at, ends_at, status, planned_by, created_at,
            published_at, published_by)
         SELECT id, $2, 1, driver_id, vehicle_id, starts_at, ends_at, $9, $7, $8, $10, $11
         FROM unnest($1::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[])
           AS shift (id, driver_id, vehicle_id, starts_at, ends_at)`,
};
const FLUSH: Statement = {
  name: 'assignment.roster.publish',
  text: `UPDATE assignment.roster_entries SET status = 'PUBLISHED', published_at = $2, published_by = $3, version = version + 1
         WHERE id = ANY($1) AND status = 'DRAFT'`,
};
const OPEN_RIDES: Statement = {
  name: 'assignment.roster.open_rides',
  text: `SELECT ride_id AS "rideId" FROM assignment.engagements
         WHERE driver_id = $1 AND roster_entry_id = $2 AND status IN ('PLANNED', 'UNDER_WAY') ORDER BY planned_from`,
};

const LINE = `SELECT r.id, r.driver_id AS "driverId", d.name AS "driverName", r.vehicle_id AS "vehicleId", v.plate,
    d.fleet_id AS "fleetId", d.hub_id AS "hubId", r.starts_at AS "startsAt", r.ends_at AS "endsAt", r.status,
    r.acknowledged_at AS "acknowledgedAt", r.attended_at AS "attendedAt", r.replaces_id AS "replacesId",
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

interface DriverRow extends QueryResultRow, Pick<GateRow, 'documents_usable' | 'documents_until' | 'documents'> {
  id: string;
  name: string;
  status: string;
  hub_id: string;
  preferences: RosteredDriver['preferences'];
  spells: StoredStretch[] | null;
}
interface VehicleRow
  extends QueryResultRow, Pick<GateRow, 'documents_usable' | 'documents_until' | 'documents' | 'outages'> {
  id: string;
  plate: string;
  status: string;
}

@Injectable()
export class Roster extends AggregateStore<RosterEntry> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, RosterEntry, 'roster entry', {
      roster_entries_driver_overlap: () => overlapMeanwhile('driver'),
      roster_entries_vehicle_overlap: () => overlapMeanwhile('vehicle'),
      roster_entries_replaced_once: replacedAlready,
    });
  }

  /**
   * @param but entries that are not to count: those that are themselves asked for, or about to be replaced
   */
  async factsFor(
    shifts: readonly ToldShift[],
    organizationId: string,
    scope: Scope,
    now: Date,
    but: readonly string[] = [],
  ): Promise<RosterFacts> {
    const driverIds = shifts.map(({ driverId }) => driverId);
    const vehicleIds = shifts.map(({ vehicleId }) => vehicleId);
    const home = [organizationId, scope.fleetIds, scope.hubIds];
    const drivers = await this.unitOfWork.rows<DriverRow>(DRIVERS, [driverIds, ...home, now]);
    const vehicles = await this.unitOfWork.rows<VehicleRow>(VEHICLES, [vehicleIds, ...home]);
    const [starts, ends] = [shifts.map(({ startsAt }) => startsAt ?? now), shifts.map(({ endsAt }) => endsAt ?? now)];
    const from = new Date(Math.min(...starts.map((at) => at.getTime())));
    const until = new Date(Math.max(...ends.map((at) => at.getTime())));
    return {
      drivers: new Map(drivers.map((row) => [row.id, driverOf(row)])),
      vehicles: new Map(vehicles.map((row) => [row.id, vehicleOf(row)])),
      planned: await this.unitOfWork.rows<PlannedShift>(PLANNED, [driverIds, vehicleIds, from, until, but]),
    };
  }

  /** All of them, which are planned or drafted by one person at one moment, in one statement. */
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
        first.status,
        first.publishedAt,
        first.publishedBy,
      ]),
    );
    await this.unitOfWork.publishTogether(...entries.flatMap((entry) => entry.releaseEvents()));
  }

  /** All of these drafts, by one person at one moment, in one statement. Who does it holds the locks of their drivers. */
  async publishAll(entries: readonly RosterEntry[], doing: Doing): Promise<void> {
    for (const entry of entries) {
      entry.publish(doing);
      entry.version += 1;
    }
    await this.unitOfWork.query(FLUSH, [entries.map(({ id }) => id), doing.at, doing.by]);
    await this.unitOfWork.publishTogether(...entries.flatMap((entry) => entry.releaseEvents()));
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

  /** In any order. */
  async ofIds(ids: readonly string[]): Promise<RosterEntry[]> {
    return this.unitOfWork.manager.find(RosterEntry, { where: { id: In([...ids]) } });
  }

  /** The shifts that he was told of and is to work, which are not over: the next first, MOST_TOLD at most. */
  async toldTo(driverId: string, organizationId: string, now: Date): Promise<RosterLine[]> {
    const text = `${LINE} AND r.driver_id = $4 AND r.${LIVE_SHIFT} AND r.ends_at > $5 ORDER BY r.starts_at LIMIT ${MOST_TOLD}`;
    const values = [organizationId, null, null, driverId, now];
    return this.unitOfWork.rows<RosterLine>({ name: 'assignment.roster.told_to', text }, values);
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

function driverOf(row: DriverRow): RosteredDriver {
  const { name, status, hub_id: hubId, preferences } = row;
  const documents = documentsOf(row.documents_usable, row.documents_until, row.documents);
  return { name, status, hubId, preferences, documents, spells: spellsOf(row.spells) };
}

function vehicleOf(row: VehicleRow): RosterableVehicle {
  const documents = documentsOf(row.documents_usable, row.documents_until, row.documents);
  return { plate: row.plate, status: row.status, documents, outages: outagesOf(row.outages) };
}

function replacedAlready(): DomainError {
  const message = 'Another entry has taken the place of this one already; replace that one.';
  return new DomainError('conflict', 'roster_entry_replaced', message);
}

function overlapMeanwhile(what: 'driver' | 'vehicle'): DomainError {
  const message = `The ${what} has just been rostered at that time by another request.`;
  return new DomainError('conflict', `roster_${what}_overlap`, message);
}
