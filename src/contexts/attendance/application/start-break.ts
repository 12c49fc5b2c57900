import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { notCheckedIn } from '../domain/attendance-errors';
import { Attendances } from '../persistence/attendances';
import { EngagementBook } from '../projections/engagement-book';
import { callingDriver } from './calling-driver';

@Injectable()
export class StartBreak {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly engagements: EngagementBook,
    private readonly clock: Clock,
  ) {}

  async execute(principal: Principal): Promise<Attendance> {
    const { driverId } = callingDriver(principal);
    return this.unitOfWork.run(
      async () => {
        const attendance = await this.attendances.openOf(driverId);
        if (!attendance) throw notCheckedIn();
        const underWay = (await this.engagements.openOf(driverId)).filter((engagement) => engagement.underWay);
        const rideIds = underWay.map(({ rideId }) => rideId);
        await this.attendances.change(attendance, () => attendance.startBreak(rideIds, this.clock.now()));
        return attendance;
      },
      { locks: [lock('driver', driverId)] },
    );
  }
}
