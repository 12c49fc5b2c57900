import { Injectable } from '@nestjs/common';
import { dutyEndsBy, dutyMayStartAt } from '../../../kernel/duty-hours';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Attendances } from '../persistence/attendances';
import { DutyRides } from '../persistence/duty-rides';
import { EngagementBook } from '../projections/engagement-book';
import { HoursOfDrivers } from './hours-of-drivers';
import { TravelledDistances } from './travelled-distances';

/**
 * Holds a driver on duty to the rule as it is now: tells another limit where it has moved and, once it has passed, that his
 * hours are spent; then checks him out unless something is under way.
 */
@Injectable()
export class LimitDuty {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly engagements: EngagementBook,
    private readonly dutyRides: DutyRides,
    private readonly distances: TravelledDistances,
    private readonly hours: HoursOfDrivers,
    private readonly clock: Clock,
  ) {}

  /** Within the caller's unit of work, whose lock on the driver this takes. Nothing where he is off duty by now. */
  async execute(attendanceId: string, driverId: string): Promise<void> {
    await this.unitOfWork.lock([lock('driver', driverId)]);
    const attendance = await this.attendances.get(attendanceId);
    if (!attendance.isOnDuty) return;
    const now = this.clock.now();
    const { checkedInAt, organizationId, dutyEndsBy: told } = attendance;
    const { policy, past } = await this.hours.of(driverId, organizationId, checkedInAt);
    const endsBy = dutyEndsBy(past, checkedInAt, policy);
    if (endsBy > now) {
      await this.attendances.change(attendance, () => attendance.moveLimit(endsBy, now));
      if (told?.getTime() !== endsBy.getTime()) await this.hours.planLimit(attendance, now);
      return;
    }
    const isDriving = (await this.engagements.openOf(driverId)).some(({ underWay }) => underWay);
    const cashExpectedPaise = await this.dutyRides.cashOf(attendanceId);
    const travelled = isDriving ? null : await this.distances.of(attendance, now);
    const mayStartAt = dutyMayStartAt([...past, { start: checkedInAt, end: now }], now, policy);
    await this.attendances.change(attendance, () => {
      attendance.moveLimit(endsBy, now);
      attendance.spendHours(mayStartAt, now);
      if (!isDriving) attendance.leaveByItself('hours_spent', { cashExpectedPaise, travelled }, now);
    });
  }
}
