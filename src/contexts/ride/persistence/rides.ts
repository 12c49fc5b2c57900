import { Injectable } from '@nestjs/common';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError } from '../../../platform/errors/domain-error';
import { callContext } from '../../../platform/telemetry/call-context';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Ride } from '../domain/ride';
import { refusedByState, riderHasActiveRide } from '../domain/ride-errors';
import { timelineData } from '../domain/timeline';
import { newRideCode } from './ride-code';

type Row = Record<string, unknown>;

/** Written once, from the entity's own columns, so that a hot path names none of them by hand. */
interface RideStatements {
  readonly select: string;
  readonly find: Statement;
  readonly insert: Statement;
  readonly update: Statement;
  readonly all: readonly ColumnMetadata[];
  readonly changing: readonly ColumnMetadata[];
  /** Those whose stored form is not their form in the domain. */
  readonly transformed: readonly ColumnMetadata[];
}

const MOST_CODES = 5;

/**
 * Rides, by prepared statements: a step of a ride is one statement to read it and one to write it with its timeline
 * (STACK.md: the entity API would cost these paths most of their throughput).
 */
@Injectable()
export class Rides extends AggregateStore<Ride> {
  private prepared: RideStatements | undefined;

  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Ride, 'ride', {
      rides_one_under_way_a_driver: () =>
        refusedByState('driver_under_way', 'This driver is under way with another ride; he completes that one first.'),
      rides_one_under_way_a_vehicle: () =>
        refusedByState('vehicle_under_way', 'This vehicle is under way with another ride.'),
      rides_one_active_a_rider: () => riderHasActiveRide(null),
    });
  }

  override async find(id: string): Promise<Ride | null> {
    const [row] = await this.unitOfWork.rows<Row>(this.statements.find, [id, this.unitOfWork.organizationId]);
    return row ? this.hydrate(row) : null;
  }

  /** Every column, by its name in the domain: for queries whose rows become rides. */
  get selectList(): string {
    return this.statements.select;
  }

  hydrate(row: Row): Ride {
    for (const { propertyName, transformer } of this.statements.transformed) {
      if (transformer && !Array.isArray(transformer)) row[propertyName] = transformer.from(row[propertyName]);
    }
    return Object.assign(new Ride(), row);
  }

  protected override async insert(ride: Ride): Promise<void> {
    const timeline = this.timelineOf(ride);
    for (let tries = 1; tries <= MOST_CODES; tries++) {
      ride.code = newRideCode();
      const values = this.statements.all.map((column) => stored(column, ride));
      const [row] = await this.unitOfWork.rows<{ written: number }>(this.statements.insert, [...timeline, ...values]);
      if (row!.written === 1) return;
    }
    throw new DomainError('unavailable', 'no_ride_code', 'No free code was found for this ride; book it again.');
  }

  protected override async flush(ride: Ride, readVersion: number): Promise<boolean> {
    const values = this.statements.changing.map((column) => stored(column, ride));
    const [row] = await this.unitOfWork.rows<{ written: number }>(this.statements.update, [
      ...this.timelineOf(ride),
      readVersion,
      ...values,
    ]);
    return row!.written === 1;
  }

  /** The parameters of `TIMELINE`. */
  private timelineOf(ride: Ride): unknown[] {
    const events = ride.takeUnwritten();
    const actor = callContext.get()?.actor ?? { type: 'system', id: null };
    return [
      ride.id,
      ride.organizationId,
      events.map((event) => event.id),
      events.map((event) => event.occurredAt),
      events.map((event) => event.type),
      events.map((event) => JSON.stringify(timelineData(event))),
      actor.type,
      actor.id,
    ];
  }

  private get statements(): RideStatements {
    return (this.prepared ??= prepare(this.unitOfWork.manager.connection.getMetadata(Ride).columns));
  }
}

const TIMELINE = `INSERT INTO ride.timeline (ride_id, organization_id, id, at, type, data, actor_type, actor_id)
  SELECT $1::uuid, $2::uuid, entry.id, entry.at, entry.type, entry.data, $7::text, $8::text
  FROM unnest($3::uuid[], $4::timestamptz[], $5::text[], $6::jsonb[]) AS entry (id, at, type, data), written`;

function prepare(all: readonly ColumnMetadata[]): RideStatements {
  const changing = all.filter((column) => column.isUpdate);
  const names = (columns: readonly ColumnMetadata[]): string => columns.map((c) => `"${c.databaseName}"`).join(', ');
  const select = all.map((column) => `"${column.databaseName}" AS "${column.propertyName}"`).join(', ');
  const insert = `INSERT INTO ride.rides (${names(all)}) VALUES (${all.map((_, i) => `$${i + 9}`).join(', ')})
    ON CONFLICT ON CONSTRAINT rides_code DO NOTHING RETURNING id`;
  const update = `UPDATE ride.rides SET ${changing.map((c, i) => `"${c.databaseName}" = $${i + 10}`).join(', ')}
    WHERE id = $1 AND version = $9 RETURNING id`;
  const withTimeline = (write: string): string =>
    `WITH written AS (${write}), told AS (${TIMELINE}) SELECT count(*)::int AS written FROM written`;
  return {
    select,
    find: {
      name: 'ride.rides.find',
      text: `SELECT ${select} FROM ride.rides WHERE id = $1 AND ($2::uuid IS NULL OR organization_id = $2)`,
    },
    insert: { name: 'ride.rides.insert', text: withTimeline(insert) },
    update: { name: 'ride.rides.update', text: withTimeline(update) },
    all,
    changing,
    transformed: all.filter((column) => column.transformer !== undefined),
  };
}

function stored(column: ColumnMetadata, ride: Ride): unknown {
  const value = (ride as unknown as Row)[column.propertyName] ?? null;
  return column.type === 'jsonb' && value !== null ? JSON.stringify(value) : value;
}
