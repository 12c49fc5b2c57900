import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { DriverStatusChanged, VehicleStatusChanged } from '../../fleet/contracts/fleet-events';
import { type ConflictKind, EngagementEndPlanned } from '../contracts/assignment-events';
import { ShiftMissed } from '../contracts/roster-events';
import { Conflict, type DisturbedEngagement, type DisturbedPlan, planOf } from '../domain/conflict';
import { Conflicts } from '../persistence/conflicts';
import { ReviewPlans } from './review-plans';

/** After the commit: what reaches many rides refuses new work at once, and each ride of the old is looked at here. */
@Injectable()
export class RaiseConflicts {
  constructor(
    private readonly conflicts: Conflicts,
    private readonly reviewPlans: ReviewPlans,
    private readonly clock: Clock,
  ) {}

  /** Due at the planned end. */
  @AfterCommit(EngagementEndPlanned, { effect: 'database' })
  async overran({ payload, organizationId }: EngagementEndPlanned): Promise<void> {
    const engagement = await this.conflicts.stillOpen(payload.engagementId);
    if (!engagement) return;
    const is = engagement.status === 'PLANNED' ? 'the driver has not departed yet' : 'it is under way still';
    const detail = `The ride was to be over at ${engagement.plannedUntil.toISOString()}, and ${is}.`;
    await this.raise('engagement_overran', [engagement], detail, organizationId!);
  }

  /** Of whom is ACTIVE again, too: what is listed for that is taken off. One after another, so the last look is right. */
  @AfterCommit(DriverStatusChanged, { effect: 'database', key: ({ payload }) => payload.driverId })
  async driverUnavailable({ payload, organizationId, occurredAt: at }: DriverStatusChanged): Promise<void> {
    const { driverId, to } = payload;
    await this.reviewPlans.execute('driver_unavailable', { driverId }, organizationId!, { to, at });
  }

  @AfterCommit(VehicleStatusChanged, { effect: 'database', key: ({ payload }) => payload.vehicleId })
  async vehicleUnavailable({ payload, organizationId, occurredAt: at }: VehicleStatusChanged): Promise<void> {
    const { vehicleId, to } = payload;
    await this.reviewPlans.execute('vehicle_unavailable', { vehicleId }, organizationId!, { to, at });
  }

  /** The hub's managers see it; and each ride that was to be carried in the shift has nobody who has come for it. */
  @AfterCommit(ShiftMissed, { effect: 'database' })
  async missed({ payload, organizationId }: ShiftMissed): Promise<void> {
    const { rosterEntryId, driverId, vehicleId, startsAt } = payload;
    const engagements = await this.conflicts.openOfShift(rosterEntryId);
    const shift = { engagementId: null, rideId: null, rosterEntryId, driverId, vehicleId };
    const detail = `The driver had not checked in for his shift from ${startsAt}; its vehicle is free.`;
    await this.raiseOf('shift_missed', [shift], detail, organizationId!);
    await this.raise('shift_missed', engagements, `${detail} He has this ride to carry.`, organizationId!);
  }

  private async raise(
    kind: ConflictKind,
    engagements: readonly DisturbedEngagement[],
    detail: string,
    organizationId: string,
  ): Promise<void> {
    await this.raiseOf(kind, engagements.map(planOf), detail, organizationId);
  }

  private async raiseOf(
    kind: ConflictKind,
    plans: readonly DisturbedPlan[],
    detail: string,
    organizationId: string,
  ): Promise<void> {
    const now = this.clock.now();
    for (const plan of plans) {
      await this.conflicts.raise(Conflict.raise(uuidv7(), organizationId, kind, plan, detail, now));
    }
  }
}
