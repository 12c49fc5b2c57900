import { Injectable } from '@nestjs/common';
import { Configuration } from '../../../platform/config/configuration';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { ShiftStartLookPlanned } from '../contracts/roster-events';

const MINUTE_MILLISECONDS = 60_000;

/** Has it looked, some minutes later, whether the driver of a shift has come. */
@Injectable()
export class PlanShiftStartLook {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly configuration: Configuration,
  ) {}

  /**
   * @param from the grace is counted from then
   * @param until the look is no later than that, whatever the grace; null where nothing bounds it
   * @param keptOut he could not have come by now
   */
  async execute(
    shift: { readonly rosterEntryId: string; readonly driverId: string },
    from: Date,
    until: Date | null,
    at: Date,
    keptOut = false,
  ): Promise<void> {
    const { rosterEntryId, driverId } = shift;
    const due = from.getTime() + this.configuration.shiftGraceMinutes * MINUTE_MILLISECONDS;
    const dueAt = new Date(until === null ? due : Math.min(due, until.getTime()));
    const facts = { rosterEntryId, driverId, dueAt: dueAt.toISOString(), ...(keptOut && { keptOut }) };
    await this.unitOfWork.schedule(new ShiftStartLookPlanned(rosterEntryId, facts, at), dueAt);
  }
}
