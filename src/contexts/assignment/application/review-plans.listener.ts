import { Injectable } from '@nestjs/common';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import {
  CheckedOut,
  CheckInApproved,
  CheckInExpired,
  CheckInRejected,
  CheckOutCompleted,
  DutyHoursSpent,
  DutyLimitMoved,
  HoursPolicyChanged,
} from '../../attendance/contracts/attendance-events';
import { VehicleAvailabilityChanged } from '../../fleet/contracts/fleet-events';
import { DocumentStandingChanged } from '../../verification/contracts/verification-events';
import { ReviewPlans } from './review-plans';

/**
 * After the commit: what keeps somebody from work refuses new work at once, and what was planned before is looked at here. One after
 * another for the same driver or vehicle, and each time as things are then: so the last look is right.
 */
@Injectable()
export class ReviewBrokenPlans {
  constructor(private readonly reviewPlans: ReviewPlans) {}

  @AfterCommit(DocumentStandingChanged, {
    effect: 'database',
    key: ({ payload }) => payload.subjectId,
    spansAggregates: true,
  })
  async documents({ payload, organizationId }: DocumentStandingChanged): Promise<void> {
    const { subjectType, subjectId } = payload;
    if (subjectType === 'driver') {
      await this.reviewPlans.execute('driver_documents_lapse', { driverId: subjectId }, organizationId!);
    } else {
      await this.reviewPlans.execute('vehicle_documents_lapse', { vehicleId: subjectId }, organizationId!);
    }
  }

  @AfterCommit(VehicleAvailabilityChanged, {
    effect: 'database',
    key: ({ payload }) => payload.vehicleId,
    spansAggregates: true,
  })
  async outages({ payload, organizationId }: VehicleAvailabilityChanged): Promise<void> {
    await this.reviewPlans.execute('vehicle_out_of_service', { vehicleId: payload.vehicleId }, organizationId!);
  }

  @AfterCommit(DutyLimitMoved, { effect: 'database', key: ({ payload }) => payload.driverId, spansAggregates: true })
  async limitMoved({ payload, organizationId }: DutyLimitMoved): Promise<void> {
    await this.reviewPlans.execute('driver_hours_spent', { driverId: payload.driverId }, organizationId!);
  }

  @AfterCommit(DutyHoursSpent, { effect: 'database', key: ({ payload }) => payload.driverId, spansAggregates: true })
  async hoursSpent({ payload, organizationId }: DutyHoursSpent): Promise<void> {
    await this.reviewPlans.execute('driver_hours_spent', { driverId: payload.driverId }, organizationId!);
  }

  /** By himself, by a manager or by the clock: what he was to carry in the shift that he leaves has nobody. */
  @AfterCommit(CheckedOut, { effect: 'database', key: ({ payload }) => payload.driverId, spansAggregates: true })
  async left({ payload, organizationId }: CheckedOut): Promise<void> {
    await this.dutyChanged(payload.driverId, organizationId!);
  }

  @AfterCommit(CheckInRejected, { effect: 'database', key: ({ payload }) => payload.driverId, spansAggregates: true })
  async sentAway({ payload, organizationId }: CheckInRejected): Promise<void> {
    await this.dutyChanged(payload.driverId, organizationId!);
  }

  @AfterCommit(CheckInExpired, { effect: 'database', key: ({ payload }) => payload.driverId, spansAggregates: true })
  async waitedInVain({ payload, organizationId }: CheckInExpired): Promise<void> {
    await this.dutyChanged(payload.driverId, organizationId!);
  }

  /** He is back. */
  @AfterCommit(CheckInApproved, { effect: 'database', key: ({ payload }) => payload.driverId, spansAggregates: true })
  async came({ payload, organizationId }: CheckInApproved): Promise<void> {
    await this.dutyChanged(payload.driverId, organizationId!);
  }

  /** He may have left earlier than it seemed, and so come again sooner. */
  @AfterCommit(CheckOutCompleted, { effect: 'database', key: ({ payload }) => payload.driverId, spansAggregates: true })
  async leftEarlier({ payload, organizationId }: CheckOutCompleted): Promise<void> {
    if (payload.dutyEndedAt === null) return;
    await this.reviewPlans.execute('driver_hours_spent', { driverId: payload.driverId }, organizationId!);
  }

  @AfterCommit(HoursPolicyChanged, {
    effect: 'database',
    key: ({ organizationId }) => organizationId!,
    spansAggregates: true,
  })
  async policyChanged({ organizationId }: HoursPolicyChanged): Promise<void> {
    await this.reviewPlans.execute('driver_hours_spent', {}, organizationId!);
  }
  private async dutyChanged(driverId: string, organizationId: string): Promise<void> {
    await this.reviewPlans.execute('driver_hours_spent', { driverId }, organizationId);
    await this.reviewPlans.execute('driver_off_duty', { driverId }, organizationId);
  }
}
