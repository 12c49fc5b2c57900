import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import {
  BreakStarted,
  CheckedOut,
  CheckInApproved,
  CheckOutCompleted,
} from '../../attendance/contracts/attendance-events';
import { DriverStatusChanged } from '../../fleet/contracts/fleet-events';
import { DriverWentOffline, EngagementEnded } from '../contracts/assignment-events';
import { WillingDrivers } from '../persistence/willing-drivers';

/** Before duty itself is remembered: nobody is online off duty, not even for a statement. */
const FIRST = { order: -10 };

/** In the transaction, so that a search that begins after it finds the driver as he is. */
@Injectable()
export class FollowWillingness {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivers: WillingDrivers,
  ) {}

  @InTransaction(CheckInApproved)
  async onDuty({ payload, organizationId, occurredAt }: CheckInApproved): Promise<void> {
    const since = payload.checkedInAt === undefined ? occurredAt : new Date(payload.checkedInAt);
    await this.drivers.beginDuty(payload.driverId, organizationId, since);
  }

  @InTransaction(BreakStarted, FIRST)
  async onBreak({ payload, occurredAt }: BreakStarted): Promise<void> {
    await this.endOnline(payload.driverId, 'He went on a break.', occurredAt);
  }

  @InTransaction(CheckedOut, FIRST)
  async checkedOut({ payload, occurredAt }: CheckedOut): Promise<void> {
    await this.endOnline(payload.driverId, 'He checked out.', occurredAt);
    await this.drivers.endDuty(payload.driverId, occurredAt);
  }

  @InTransaction(CheckOutCompleted)
  async checkOutCompleted({ payload }: CheckOutCompleted): Promise<void> {
    const { driverId, checkedOutAt, dutyEndedAt } = payload;
    if (dutyEndedAt === null) return;
    await this.drivers.correctDuty(driverId, new Date(checkedOutAt), new Date(dutyEndedAt));
  }

  @InTransaction(DriverStatusChanged, FIRST)
  async statusChanged({ payload, occurredAt }: DriverStatusChanged): Promise<void> {
    if (payload.to !== 'ACTIVE') await this.endOnline(payload.driverId, `He became ${payload.to}.`, occurredAt);
  }

  @InTransaction(EngagementEnded)
  async engagementEnded({ payload, occurredAt }: EngagementEnded): Promise<void> {
    await this.drivers.becomeIdle(payload.engagementId, occurredAt);
  }

  private async endOnline(driverId: string, reason: string, at: Date): Promise<void> {
    if (!(await this.drivers.goOffline(driverId))) return;
    await this.unitOfWork.publish(new DriverWentOffline(driverId, { driverId, reason }, at));
  }
}
