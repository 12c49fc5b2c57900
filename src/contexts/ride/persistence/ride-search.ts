import { Injectable } from '@nestjs/common';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Ride } from '../domain/ride';
import { isFinal, RIDE_STATUSES, type RideStatus } from '../domain/ride-status';
import type { TimelineEntry } from '../domain/timeline';
import { Rides } from './rides';

export interface RideFilter {
  readonly limit: number;
  readonly after?: string;
  readonly status?: readonly RideStatus[];
  readonly driverId?: string;
  readonly riderId?: string;
  readonly vehicleId?: string;
  readonly tripType?: TripType;
  readonly vehicleClass?: VehicleClass;
  readonly pickupFrom?: Date;
  /** Not included. */
  readonly pickupTo?: Date;
  readonly code?: string;
  readonly passengerPhone?: string;
  /** Part of the passenger's name or of an address. */
  readonly text?: string;
  readonly overdue?: boolean;
  readonly awaitingReview?: boolean;
}

/** Whose rides: of drivers of these fleets and hubs only; null for all. */
export interface RideScope {
  readonly fleetIds: readonly string[] | null;
  readonly hubIds: readonly string[] | null;
  /** Also those that nobody drives yet. */
  readonly waiting: boolean;
}

const TIMELINE: Statement = {
  name: 'ride.timeline.of_ride',
  text: `SELECT id, at, type, actor_type AS "actorType", actor_id AS "actorId", data
         FROM ride.timeline WHERE ride_id = $1 ORDER BY at, id`,
};

/** Rides as lists want them: latest pickup first. */
@Injectable()
export class RideSearch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
  ) {}

  async list(filter: RideFilter, scope: RideScope): Promise<Page<Ride>> {
    const values: unknown[] = [this.unitOfWork.organizationId];
    const parameter = (value: unknown): string => `$${values.push(value)}`;
    const wanted = ['organization_id = $1', ...conditions(filter, parameter), ...withinScope(scope, parameter)];
    const cursor = decodeCursor(filter.after, true);
    if (cursor) wanted.push(`(pickup_at, id) < (${parameter(cursor.at)}, ${parameter(cursor.id)})`);
    const rows = await this.unitOfWork.rows<Record<string, unknown>>(
      `SELECT ${this.rides.selectList} FROM ride.rides WHERE ${wanted.join(' AND ')}
       ORDER BY pickup_at DESC, id DESC LIMIT ${parameter(filter.limit + 1)}`,
      values,
    );
    const found = rows.map((row) => this.rides.hydrate(row));
    return pageOf(
      found,
      filter.limit,
      (ride) => encodeCursor(ride.id, ride.pickupAt),
      (ride) => ride,
    );
  }

  timeline(rideId: string): Promise<TimelineEntry[]> {
    return this.unitOfWork.rows<TimelineEntry & object>(TIMELINE, [rideId]);
  }
}

function conditions(filter: RideFilter, parameter: (value: unknown) => string): string[] {
  const wanted: string[] = [];
  const equals = {
    driver_id: filter.driverId,
    rider_id: filter.riderId,
    vehicle_id: filter.vehicleId,
    trip_type: filter.tripType,
    vehicle_class: filter.vehicleClass,
    code: filter.code,
    passenger_phone: filter.passengerPhone,
  };
  for (const [column, value] of Object.entries(equals)) {
    if (value !== undefined) wanted.push(`${column} = ${parameter(value)}`);
  }
  if (filter.status) wanted.push(isAnyOf(filter.status));
  if (filter.pickupFrom) wanted.push(`pickup_at >= ${parameter(filter.pickupFrom)}`);
  if (filter.pickupTo) wanted.push(`pickup_at < ${parameter(filter.pickupTo)}`);
  if (filter.awaitingReview !== undefined) wanted.push(`${filter.awaitingReview ? '' : 'NOT '}awaiting_review`);
  if (filter.overdue !== undefined) {
    const overdue = `overdue_at IS NOT NULL AND started_at IS NULL AND ${isAnyOf(OPEN)}`;
    wanted.push(filter.overdue ? overdue : `NOT (${overdue})`);
  }
  if (filter.text !== undefined) {
    const like = parameter(`%${filter.text.replace(/[\\%_]/g, '\\$&')}%`);
    wanted.push(
      `(passenger_name ILIKE ${like} OR pickup ->> 'address' ILIKE ${like} OR drop ->> 'address' ILIKE ${like})`,
    );
  }
  return wanted;
}

const OPEN = RIDE_STATUSES.filter((status) => status !== 'EXPIRED' && !isFinal(status));

/** Spelled out and not as a parameter: only then can the planner see that the index of active rides covers it. */
function isAnyOf(statuses: readonly RideStatus[]): string {
  return `status IN (${statuses.map((status) => `'${status}'`).join(', ')})`;
}

function withinScope({ fleetIds, hubIds, waiting }: RideScope, parameter: (value: unknown) => string): string[] {
  const narrowed: string[] = [];
  if (fleetIds !== null) narrowed.push(`fleet_id = ANY(${parameter(fleetIds)}::uuid[])`);
  if (hubIds !== null) narrowed.push(`hub_id = ANY(${parameter(hubIds)}::uuid[])`);
  if (narrowed.length === 0) return [];
  const theirs = `driver_id IN (SELECT driver_id FROM ride.drivers WHERE ${narrowed.join(' AND ')})`;
  return [waiting ? `(driver_id IS NULL OR ${theirs})` : theirs];
}
