import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Configuration } from '../../../platform/config/configuration';
import { isDataError } from '../../../platform/transaction/data-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { cellOf } from '../domain/grid-cell';
import { type DoubtReason, isNewer, type Position, type Trail } from '../domain/position-report';

/** Wall time. What a crash of this process loses of last positions is at most what came in since the last writing. */
export const FLUSH_MILLISECONDS = 100;
const ROWS_A_STATEMENT = 1000;

const COLUMNS = `driver_id, organization_id, cell, latitude, longitude, accuracy_metres, speed_mps, heading,
  charge_percent, charge_at, device_at, seen_at`;
const ARRAYS = `$1::uuid[], $2::uuid[], $3::bigint[], $4::float8[], $5::float8[], $6::real[], $7::real[], $8::real[],
  $9::real[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[]`;

// From his first fix on. Counts how far he travelled, as a trip is measured (`trip-distance.ts`): by steps longer than both fixes may be wrong by, and no
// faster than 216 km/h. What lies between two reports more than an hour apart is not counted: he was off duty.
export const WRITE_LAST_POSITIONS: Statement = {
  name: 'assignment.last_position.write',
  text: `INSERT INTO assignment.last_positions AS l (${COLUMNS}, turn_latitude, turn_longitude, turn_accuracy, turn_at)
         SELECT fix.*, CASE WHEN exact THEN latitude END, CASE WHEN exact THEN longitude END,
           CASE WHEN exact THEN accuracy_metres END, CASE WHEN exact THEN seen_at END
         FROM unnest(${ARRAYS}) AS fix (${COLUMNS}) CROSS JOIN LATERAL (SELECT accuracy_metres <= 100 AS exact) AS judged
         ON CONFLICT (driver_id) DO UPDATE SET organization_id = excluded.organization_id, cell = excluded.cell,
           latitude = excluded.latitude, longitude = excluded.longitude, accuracy_metres = excluded.accuracy_metres,
           speed_mps = excluded.speed_mps, heading = excluded.heading,
           charge_percent = coalesce(excluded.charge_percent, l.charge_percent),
           charge_at = coalesce(excluded.charge_at, l.charge_at),
           device_at = excluded.device_at, seen_at = excluded.seen_at, suspect_reason = NULL, suspect_at = NULL,
           (travelled_metres, turn_latitude, turn_longitude, turn_accuracy, turn_at) = (
             SELECT l.travelled_metres + CASE WHEN turned AND counts THEN step ELSE 0 END,
               CASE WHEN turned THEN excluded.latitude ELSE l.turn_latitude END,
               CASE WHEN turned THEN excluded.longitude ELSE l.turn_longitude END,
               CASE WHEN turned THEN excluded.accuracy_metres ELSE l.turn_accuracy END,
               CASE WHEN turned THEN excluded.seen_at ELSE l.turn_at END
             FROM (SELECT excluded.accuracy_metres <= 100 AND (l.turn_at IS NULL
                   OR step > greatest(10, l.turn_accuracy + excluded.accuracy_metres) AND step <= 60 * seconds) AS turned,
                 l.turn_at IS NOT NULL AND excluded.seen_at - l.seen_at <= interval '1 hour' AS counts, step
               FROM (SELECT 111195 * sqrt((excluded.latitude - l.turn_latitude) ^ 2
                     + ((excluded.longitude - l.turn_longitude) * cosd(l.turn_latitude)) ^ 2) AS step,
                   greatest(1, extract(epoch FROM excluded.seen_at - l.turn_at)) AS seconds) AS measured) AS judged)
         WHERE (excluded.seen_at, excluded.device_at) > (l.seen_at, l.device_at)`,
};
// The position stays the last one that was believed; one who was never believed shows the one that is doubted.
const DOUBT: Statement = {
  name: 'assignment.last_position.doubt',
  text: `INSERT INTO assignment.last_positions AS l (${COLUMNS}, suspect_reason, suspect_at, suspect_count)
         SELECT * FROM unnest(${ARRAYS}, $13::text[], $14::timestamptz[], $15::int[])
         ON CONFLICT (driver_id) DO UPDATE SET suspect_reason = excluded.suspect_reason,
           suspect_at = coalesce(l.suspect_at, excluded.suspect_at), suspect_count = l.suspect_count + excluded.suspect_count
         WHERE excluded.seen_at > l.seen_at`,
};
// One fix alone measures nothing.
const TRAVELLED: Statement = {
  name: 'assignment.last_position.travelled',
  text: `SELECT round(travelled_metres)::bigint AS metres, counted_since AS since FROM assignment.last_positions
         WHERE driver_id = $1 AND turn_at IS NOT NULL AND (travelled_metres > 0 OR seen_at > turn_at)`,
};
// Of one who was never believed the doubted position stands there since the moment it was doubted.
const TRAIL: Statement = {
  name: 'assignment.last_position.trail',
  text: `SELECT latitude, longitude, accuracy_metres AS "accuracyMetres", seen_at AS at,
           device_at AS "deviceAt"
         FROM assignment.last_positions WHERE driver_id = $1 AND (suspect_at IS NULL OR suspect_at > seen_at)`,
};

/** The charge may be that of an earlier moment. */
interface ChargedPosition extends Position {
  readonly chargeAt: Date | null;
}

interface Doubt {
  readonly position: Position;
  readonly reason: DoubtReason;
  readonly count: number;
}

interface Waiting {
  readonly driverId: string;
  readonly organizationId: string;
  readonly position: ChargedPosition | null;
  /** Present while it is newer than the position. */
  readonly doubt: Doubt | null;
}

/**
 * Where each driver is, gathered in this process and written in batches, one row a driver however often he reports: so the
 * buffer is bounded by the number of drivers, and while the database is away it only gets newer.
 */
@Injectable()
export class LastPositions implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly log = new Logger(LastPositions.name);
  private waiting = new Map<string, Waiting>();
  private writing: Promise<void> = Promise.resolve();
  private busy = false;
  private timer: NodeJS.Timeout | null = null;
  /** In simulation a second may pass within a flush; and while closing there is no next one. */
  private writesThrough: boolean;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    configuration: Configuration,
  ) {
    this.writesThrough = configuration.clock === 'stepped';
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      if (!this.busy) void this.flush();
    }, FLUSH_MILLISECONDS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.writesThrough = true;
    await this.flush();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** To be written soon; an older position than the one that waits changes nothing. */
  async put(
    driverId: string,
    organizationId: string,
    position: Position | null,
    doubt: Doubt | null = null,
  ): Promise<void> {
    this.gather({ driverId, organizationId, position: position && charged(position), doubt });
    if (this.writesThrough) await this.flush();
  }

  /** As stored: the last that was believed, also while newer ones are doubted. */
  async lastOf(driverId: string): Promise<Trail['last']> {
    return (await this.unitOfWork.rows<NonNullable<Trail['last']>>(TRAIL, [driverId]))[0] ?? null;
  }

  /** How far his device has travelled since it is counted; null where it said nothing to measure by. */
  async travelledBy(driverId: string): Promise<{ metres: number; since: Date } | null> {
    const rows = await this.unitOfWork.rows<{ metres: number; since: Date }>(TRAVELLED, [driverId]);
    return rows[0] ?? null;
  }

  /** Writes what waits. What cannot be written waits on: this never throws. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private gather(entry: Waiting): void {
    const before = this.waiting.get(entry.driverId);
    const position = later(before?.position ?? null, entry.position);
    const counts = (before?.doubt?.count ?? 0) + (entry.doubt?.count ?? 0);
    const newest = laterDoubt(before?.doubt ?? null, entry.doubt);
    const doubt = newest && (!position || newest.position.at > position.at) ? { ...newest, count: counts } : null;
    this.waiting.set(entry.driverId, { ...entry, position, doubt });
  }

  private async write(): Promise<void> {
    if (this.waiting.size === 0) return;
    this.busy = true;
    // In one order, so that two processes that write the same drivers never wait for each other in a circle.
    const batch = [...this.waiting.values()].sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
    this.waiting = new Map();
    for (let from = 0; from < batch.length; from += ROWS_A_STATEMENT) {
      const rows = batch.slice(from, from + ROWS_A_STATEMENT);
      try {
        await this.commit(rows);
      } catch (error) {
        if (isDataError(error)) await this.writeEach(rows);
        else this.keepWaiting(rows, error);
      }
    }
    this.busy = false;
  }

  /** One of them cannot be stored: it is left out, so that it holds up nobody else's. */
  private async writeEach(rows: readonly Waiting[]): Promise<void> {
    for (const row of rows) {
      try {
        await this.commit([row]);
      } catch (error) {
        if (isDataError(error))
          this.log.error(`The last position of driver ${row.driverId} is dropped: ${String(error)}`);
        else this.keepWaiting([row], error);
      }
    }
  }

  private commit(rows: readonly Waiting[]): Promise<void> {
    return this.unitOfWork.run(() => this.writeRows(rows), { as: 'worker', organizationId: null });
  }

  private keepWaiting(rows: readonly Waiting[], error: unknown): void {
    this.log.warn(`Last positions wait for the database: ${String(error)}`);
    for (const row of rows) this.putBack(row);
  }

  /** What came in meanwhile is merged over it. */
  private putBack(row: Waiting): void {
    const newer = this.waiting.get(row.driverId);
    this.waiting.set(row.driverId, row);
    if (newer) this.gather(newer);
  }

  private async writeRows(rows: readonly Waiting[]): Promise<void> {
    const believed = rows.filter(({ position }) => position !== null);
    const doubted = rows.filter(({ doubt }) => doubt !== null);
    if (believed.length > 0)
      await this.unitOfWork.query(
        WRITE_LAST_POSITIONS,
        columnsOf(believed, ({ position }) => position!),
      );
    if (doubted.length === 0) return;
    await this.unitOfWork.query(DOUBT, [
      ...columnsOf(doubted, ({ doubt }) => charged(doubt!.position)),
      doubted.map(({ doubt }) => doubt!.reason),
      doubted.map(({ doubt }) => doubt!.position.at.toISOString()),
      doubted.map(({ doubt }) => doubt!.count),
    ]);
  }
}

function columnsOf(rows: readonly Waiting[], positionOf: (row: Waiting) => ChargedPosition): unknown[][] {
  const positions = rows.map(positionOf);
  return [
    rows.map(({ driverId }) => driverId),
    rows.map(({ organizationId }) => organizationId),
    positions.map(cellOf),
    positions.map(({ latitude }) => latitude),
    positions.map(({ longitude }) => longitude),
    positions.map(({ accuracyMetres }) => accuracyMetres),
    positions.map(({ speedMetresPerSecond }) => speedMetresPerSecond),
    positions.map(({ headingDegrees }) => headingDegrees),
    positions.map(({ chargePercent }) => chargePercent),
    positions.map(({ chargeAt }) => chargeAt?.toISOString() ?? null),
    positions.map(({ deviceAt }) => deviceAt.toISOString()),
    positions.map(({ at }) => at.toISOString()),
  ];
}

/** The later of the two, with the charge that the other knew where it knows none. */
function later(a: ChargedPosition | null, b: ChargedPosition | null): ChargedPosition | null {
  if (!a || !b) return a ?? b;
  const [newer, older] = isNewer(a, b) ? [a, b] : [b, a];
  if (newer.chargePercent !== null) return newer;
  return { ...newer, chargePercent: older.chargePercent, chargeAt: older.chargeAt };
}

function charged(position: Position): ChargedPosition {
  return { ...position, chargeAt: position.chargePercent === null ? null : position.at };
}

function laterDoubt(a: Doubt | null, b: Doubt | null): Doubt | null {
  if (!a || !b) return a ?? b;
  return a.position.at > b.position.at ? a : b;
}
