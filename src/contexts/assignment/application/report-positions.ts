import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { Signals } from '../../../platform/signals/signals';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import {
  type JudgedReport,
  judgeReport,
  type Position,
  type ReportedPoint,
  type Trail,
} from '../domain/position-report';
import type { ServedArea } from '../domain/served-area';
import { LastPositions } from '../persistence/last-positions';
import { TripTraces } from '../persistence/trip-traces';
import { ServedAreas } from '../projections/served-areas';
import { callingDriver } from './calling-driver';
import { DeviceTrails } from './device-trails';

export interface PositionReport {
  readonly points: readonly ReportedPoint[];
  readonly sentAt: Date;
}

/** Not audited, and safe to repeat: a point is known by its device's time. */
@Injectable()
export class ReportPositions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly areas: ServedAreas,
    private readonly trails: DeviceTrails,
    private readonly traces: TripTraces,
    private readonly lastPositions: LastPositions,
    private readonly signals: Signals,
    private readonly clock: Clock,
  ) {}

  /** Returns when the trace of a ride under way is committed. */
  async execute({ points, sentAt }: PositionReport, principal: Principal): Promise<JudgedReport> {
    const { driverId, organizationId } = callingDriver(principal);
    const now = this.clock.now();
    const { areas, trail } = await this.known(driverId, organizationId, now);
    const judged = judgeReport(points, { sentAt, now }, areas, trail);
    const traced = [
      ...judged.believed.map((position) => ({ position, doubt: null })),
      ...judged.doubted.map(({ position, reason }) => ({ position, doubt: reason })),
    ];
    if (traced.length > 0) await this.traces.keep(driverId, organizationId, traced);
    this.trails.remember(driverId, judged.trail);
    await this.keepLast(driverId, organizationId, judged);
    if (judged.newest) this.tell(driverId, organizationId, judged.newest);
    return judged;
  }

  /** Mostly this process knows both, and asks the database nothing. */
  private async known(
    driverId: string,
    organizationId: string,
    now: Date,
  ): Promise<{ areas: readonly ServedArea[]; trail: Trail }> {
    const [areas, trail] = [this.areas.of(organizationId), this.trails.of(driverId, now)];
    if (areas && trail) return { areas, trail };
    return this.unitOfWork.run(async () => ({
      areas: areas ?? (await this.areas.read(organizationId)),
      trail: trail ?? (await this.trails.read(driverId)),
    }));
  }

  private async keepLast(driverId: string, organizationId: string, { newest, doubted }: JudgedReport): Promise<void> {
    const last = doubted.at(-1);
    if (!newest && !last) return;
    const doubt = last ? { position: last.position, reason: last.reason, count: doubted.length } : null;
    await this.lastPositions.put(driverId, organizationId, newest, doubt);
  }

  private tell(driverId: string, organizationId: string, { latitude, longitude, headingDegrees, at }: Position): void {
    this.signals.publish('driver.moved', { organizationId, driverId, latitude, longitude, headingDegrees, at });
  }
}
