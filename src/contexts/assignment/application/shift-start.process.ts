import { Injectable } from '@nestjs/common';
import { AfterCommit, InTransaction } from '../../../platform/events/listener.decorators';
import { CheckInExpired, CheckInRequested } from '../../attendance/contracts/attendance-events';
import { RosterEntryPlanned, ShiftStartLookPlanned } from '../contracts/roster-events';
import { RosterWeeks } from '../persistence/roster-weeks';
import { LookAtShiftStart } from './look-at-shift-start';
import { PlanShiftStartLook } from './plan-shift-start-look';

/** Whoever was told of a shift is looked for some minutes after its start. It holds nothing in memory: each look is a timer. */
@Injectable()
export class ShiftStartProcess {
  constructor(
    private readonly weeks: RosterWeeks,
    private readonly planLook: PlanShiftStartLook,
    private readonly lookAtShiftStart: LookAtShiftStart,
  ) {}

  /** Of one that has begun when it is told, as long after that. */
  @InTransaction(RosterEntryPlanned)
  async told({ payload, occurredAt }: RosterEntryPlanned): Promise<void> {
    const startsAt = new Date(payload.startsAt);
    const from = startsAt > occurredAt ? startsAt : occurredAt;
    await this.planLook.execute(payload, from, null, occurredAt);
  }

  /** Under the driver's lock, as the look: the look comes before, and he has no shift, or it finds that he has come. */
  @InTransaction(CheckInRequested)
  async came({ payload, occurredAt }: CheckInRequested): Promise<void> {
    await this.weeks.attend(payload.driverId, payload.vehicleId, occurredAt);
  }

  /** Nobody let him in: he must come again, and is looked for as after a start. */
  @InTransaction(CheckInExpired)
  async waitedInVain({ payload, occurredAt }: CheckInExpired): Promise<void> {
    const { driverId, vehicleId, checkedInAt } = payload;
    const shifts = await this.weeks.unattend(driverId, vehicleId, new Date(checkedInAt), occurredAt);
    for (const { id: rosterEntryId, startsAt, endsAt } of shifts) {
      const from = startsAt > occurredAt ? startsAt : occurredAt;
      await this.planLook.execute({ rosterEntryId, driverId }, from, endsAt, occurredAt);
    }
  }

  /** By driver, and so each in a unit of work of its own, whose locks nobody else's work waits for. */
  @AfterCommit(ShiftStartLookPlanned, {
    effect: 'database',
    key: ({ payload }) => payload.driverId,
    spansAggregates: true,
  })
  async look({ payload }: ShiftStartLookPlanned): Promise<void> {
    await this.lookAtShiftStart.execute(payload.rosterEntryId, payload.driverId, payload.keptOut ?? false);
  }
}
