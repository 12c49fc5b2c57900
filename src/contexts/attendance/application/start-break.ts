import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { notCheckedIn } from '../domain/attendance-errors';
import { breakMustEndBy } from '../domain/marks';
import { Attendances } from '../persistence/attendances';
import { Policies } from '../persistence/policies';
import { EngagementBook } from '../projections/engagement-book';
import { callingDriver } from './calling-driver';
import { HoursOfDrivers } from './hours-of-drivers';

@Injectable()
export class StartBreak {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly engagements: EngagementBook,
    private readonly policies: Policies,
    private readonly timers: HoursOfDrivers,
    private readonly clock: Clock,
  ) {}

  async execute(principal: Principal): Promise<Attendance> {
    const { driverId, organizationId } = callingDriver(principal);
    return this.unitOfWork.run(
      async () => {
        const attendance = await this.attendances.openOf(driverId);
        if (!attendance) throw notCheckedIn();
        const underWay = (await this.engagements.openOf(driverId)).filter((engagement) => engagement.underWay);
        const rideIds = underWay.map(({ rideId }) => rideId);
        const now = this.clock.now();
        const { terms: policy } = await this.policies.current('duty', organizationId);
        const mustEndBy = breakMustEndBy(attendance.breaks, now, policy);
        await this.attendances.change(attendance, () => attendance.startBreak(rideIds, policy, now));
        // One that is beyond from its beginning is marked as that.
        if (mustEndBy > now) await this.timers.planBreakLimit(attendance, mustEndBy, now);
        return attendance;
      },
      { locks: [lock('driver', driverId)] },
    );
  }
}
