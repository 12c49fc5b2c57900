import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../../../platform/errors/domain-error';
import { isDataError } from '../../../platform/transaction/data-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DoubtReason, Position } from '../domain/position-report';
import type { TracePoint } from '../domain/trip-distance';

/** In one statement at most; a report has no more than 100. */
const POINTS_A_STATEMENT = 4_000;

const SECOND = `date_trunc('second', p.device_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`;

// One a second (`trip_traces_once_a_second`), a believed one before a doubted one. Looks the rides up itself: one round trip,
// and no answer that a departure could overtake. In one order, so that two processes that write the same points never wait
// for each other in a circle.
export const KEEP_TRACES: Statement = {
  name: 'assignment.trip_trace.keep',
  text: `INSERT INTO assignment.trip_traces
           (ride_id, driver_id, organization_id, at, device_at, latitude, longitude, accuracy_metres, speed_mps, heading, doubt,
            device_second)
         SELECT e.ride_id, p.*, ${SECOND} FROM
           unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::float8[], $6::float8[], $7::real[],
             $8::real[], $9::real[], $10::text[])
             AS p (driver_id, organization_id, at, device_at, latitude, longitude, accuracy_metres, speed_mps, heading, doubt)
           JOIN assignment.engagements e ON e.driver_id = p.driver_id AND e.organization_id = p.organization_id
             AND e.status = 'UNDER_WAY' AND p.at >= e.departed_at
         ORDER BY p.driver_id, ${SECOND}, p.doubt NULLS FIRST, p.device_at
         ON CONFLICT DO NOTHING`,
};
// A trip to far away is a trip; what is made up or jumps is none. Once a second of domain time too, and the most accurate:
// a device that plays with its clock cannot make the completion read more than its ride is long.
const BETWEEN: Statement = {
  name: 'assignment.trip_trace.between',
  text: `SELECT DISTINCT ON (date_trunc('second', at)) latitude, longitude, accuracy_metres AS "accuracyMetres", at
         FROM assignment.trip_traces
         WHERE ride_id = $1 AND driver_id = $2 AND at BETWEEN $3 AND $4
           AND (doubt IS NULL OR doubt = 'far_from_cities')
         ORDER BY date_trunc('second', at), accuracy_metres, device_at`,
};

export interface TracedPosition {
  readonly position: Position;
  readonly doubt: DoubtReason | null;
}

interface WaitingReport {
  readonly driverId: string;
  readonly organizationId: string;
  readonly points: readonly TracedPosition[];
  readonly kept: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * The path of each ride under way, in a logged table: it becomes the distance of the fare. What comes in while a writing is
 * under way is written together by the next one: so a commit serves many reports, and one that comes alone waits for none.
 */
@Injectable()
export class TripTraces {
  private readonly log = new Logger(TripTraces.name);
  private waiting: WaitingReport[] = [];
  private writing = false;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Keeps them for the ride that the driver has departed for, if there is one; a point that is there already is not kept
   * twice. Returns when they are committed, in a transaction of their own.
   */
  keep(driverId: string, organizationId: string, points: readonly TracedPosition[]): Promise<void> {
    return new Promise((kept, failed) => {
      this.waiting.push({ driverId, organizationId, points, kept, failed });
      if (!this.writing) void this.writeAll();
    });
  }

  /** By time, without what is doubted. */
  between(rideId: string, driverId: string, from: string, to: string): Promise<TracePoint[]> {
    return this.unitOfWork.rows<TracePoint & Record<string, unknown>>(BETWEEN, [rideId, driverId, from, to]);
  }

  private async writeAll(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const batch = this.takeBatch();
      try {
        await this.commit(batch);
        for (const { kept } of batch) kept();
      } catch (error) {
        if (isDataError(error)) await this.writeEach(batch);
        else for (const { failed } of batch) failed(error);
      }
    }
    this.writing = false;
  }

  /** One of them cannot be stored, and fails alone. */
  private async writeEach(reports: readonly WaitingReport[]): Promise<void> {
    for (const report of reports) {
      try {
        await this.commit([report]);
        report.kept();
      } catch (error) {
        report.failed(isDataError(error) ? this.refused(report, error) : error);
      }
    }
  }

  private refused({ driverId }: WaitingReport, error: unknown): DomainError {
    this.log.error(`A report of driver ${driverId} cannot be stored: ${String(error)}`);
    return new DomainError('invalid', 'positions_not_storable', 'A value of these positions cannot be stored.');
  }

  private commit(reports: readonly WaitingReport[]): Promise<void> {
    return this.unitOfWork.run(() => this.write(reports), { as: 'worker', organizationId: null });
  }

  private takeBatch(): WaitingReport[] {
    let [reports, points] = [0, 0];
    while (reports < this.waiting.length && points < POINTS_A_STATEMENT)
      points += this.waiting[reports++]!.points.length;
    return this.waiting.splice(0, reports);
  }

  private async write(reports: readonly WaitingReport[]): Promise<void> {
    const rows = reports.flatMap(({ driverId, organizationId, points }) =>
      points.map(({ position, doubt }) => ({ driverId, organizationId, ...position, doubt })),
    );
    await this.unitOfWork.query(KEEP_TRACES, [
      rows.map(({ driverId }) => driverId),
      rows.map(({ organizationId }) => organizationId),
      rows.map(({ at }) => at.toISOString()),
      rows.map(({ deviceAt }) => deviceAt.toISOString()),
      rows.map(({ latitude }) => latitude),
      rows.map(({ longitude }) => longitude),
      rows.map(({ accuracyMetres }) => accuracyMetres),
      rows.map(({ speedMetresPerSecond }) => speedMetresPerSecond),
      rows.map(({ headingDegrees }) => headingDegrees),
      rows.map(({ doubt }) => doubt),
    ]);
  }
}
