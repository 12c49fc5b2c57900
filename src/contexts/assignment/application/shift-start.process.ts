import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../platform/config/configuration';
import { AfterCommit, InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { CheckInRequested } from '../../attendance/contracts/attendance-events';
import { RosterEntryPlanned, ShiftStartLookPlanned } from '../contracts/roster-events';
import { RosterWeeks } from '../persistence/roster-weeks';
import { LookAtShiftStart } from './look-at-shift-start';

const MINUTE_MILLISECONDS = 60_000;

/** Whoever was told of a shift is looked for some minutes after its start. It holds nothing in memory: each look is a timer. */
@Injectable()
export class ShiftStartProcess {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly weeks: RosterWeeks,
    private readonly lookAtShiftStart: LookAtShiftStart,
    private readonly configuration: Configuration,
  ) {}

  /** Of one that has begun when it is told, as long after that. */
  @InTransaction(RosterEntryPlanned)
  async told({ payload, occurredAt }: RosterEntryPlanned): Promise<void> {
    const { rosterEntryId, driverId, startsAt } = payload;
    const from = Math.max(new Date(startsAt).getTime(), occurredAt.getTime());
    const dueAt = new Date(from + this.configuration.shiftGraceMinutes * MINUTE_MILLISECONDS);
    const facts = { rosterEntryId, driverId, dueAt: dueAt.toISOString() };
    await this.unitOfWork.schedule(new ShiftStartLookPlanned(rosterEntryId, facts, occurredAt), dueAt);
  }

  /** Under the driver's lock, as the look: the look comes before, and he has no shift, or it finds that he has come. */
  @InTransaction(CheckInRequested)
  async came({ payload, occurredAt }: CheckInRequested): Promise<void> {
    await this.weeks.attend(payload.driverId, payload.vehicleId, occurredAt);
  }

  /** By driver, and so each in a unit of work of its own, whose locks nobody else's work waits for. */
  @AfterCommit(ShiftStartLookPlanned, {
    effect: 'database',
    key: ({ payload }) => payload.driverId,
    spansAggregates: true,
  })
  async look({ payload }: ShiftStartLookPlanned): Promise<void> {
    await this.lookAtShiftStart.execute(payload.rosterEntryId, payload.driverId);
  }
}
