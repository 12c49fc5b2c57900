import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Roster } from '../persistence/roster';
import { RosterWeeks } from '../persistence/roster-weeks';

/** Whether the driver of a shift has come. If not, the shift is missed: its vehicle is free for another. */
@Injectable()
export class LookAtShiftStart {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly weeks: RosterWeeks,
    private readonly clock: Clock,
  ) {}

  /** Nothing where he has checked in, or the shift was cancelled or replaced meanwhile. */
  async execute(rosterEntryId: string, driverId: string): Promise<void> {
    await this.unitOfWork.lock([lock('driver', driverId)]);
    const entry = await this.roster.find(rosterEntryId);
    if (!entry?.awaitsDriver) return;
    const now = this.clock.now();
    const presence = await this.weeks.presenceOf(driverId);
    // On duty since an earlier shift, with this vehicle or until he changes it: he has not stayed away.
    if (!presence || presence.isOnDuty) return;
    await this.roster.change(entry, (missed) => missed.miss(presence.hubId, now));
  }
}
