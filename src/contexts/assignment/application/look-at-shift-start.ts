import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Conflict } from '../domain/conflict';
import { isKeptOut, type Standings } from '../domain/kept-out';
import type { RosterEntry } from '../domain/roster-entry';
import { Conflicts } from '../persistence/conflicts';
import { Roster } from '../persistence/roster';
import { RosterWeeks } from '../persistence/roster-weeks';
import { PlanShiftStartLook } from './plan-shift-start-look';

/** Whether the driver of a shift has come. If not, and he could have, the shift is missed: its vehicle is free for another. */
@Injectable()
export class LookAtShiftStart {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly weeks: RosterWeeks,
    private readonly planLook: PlanShiftStartLook,
    private readonly conflicts: Conflicts,
    private readonly clock: Clock,
  ) {}

  /**
   * Nothing where he has checked in, or the shift was cancelled or replaced meanwhile.
   * @param wasKeptOut at the look before, he could not have come
   */
  async execute(rosterEntryId: string, driverId: string, wasKeptOut: boolean): Promise<void> {
    await this.unitOfWork.lock([lock('driver', driverId)]);
    const entry = await this.roster.find(rosterEntryId);
    if (!entry?.awaitsDriver) return;
    const now = this.clock.now();
    const presence = await this.weeks.presenceAt(entry, now);
    if (!presence) return;
    const shift = { rosterEntryId, driverId };
    if (presence.isOnDuty && presence.vehicleId === entry.vehicleId) {
      // On duty with it since an earlier shift: he need not check in again.
      await this.weeks.attendEntry(entry.id, now);
      return;
    }
    if (presence.isOnDuty && now < entry.endsAt) {
      // Held up on an earlier duty, or waiting for a manager: whether he changes over is seen at the next look.
      await this.planLook.execute(shift, now, entry.endsAt, now);
      return;
    }
    if (presence.isCabTaken || isKeptOut(presence.gates, presence, now)) {
      // He could not have come: it is no fault of his, and nothing is told of a shift that is over by then.
      if (now >= entry.endsAt) return;
      await this.nameUnavailable(entry, presence, now);
      await this.planLook.execute(shift, now, entry.endsAt, now, true);
      return;
    }
    if (wasKeptOut && now < entry.endsAt) {
      // The way is free since the last look: from now on he has as long as after a start.
      await this.planLook.execute(shift, now, entry.endsAt, now);
      return;
    }
    await this.roster.change(entry, (missed) => missed.miss(presence.hubId, now));
  }

  /** What was so already when the shift was planned, no change of status has told. */
  private async nameUnavailable(entry: RosterEntry, standings: Standings, now: Date): Promise<void> {
    const { organizationId, id: rosterEntryId, driverId, vehicleId } = entry;
    const shift = { engagementId: null, rideId: null, rosterEntryId, driverId, vehicleId };
    for (const whose of ['driver', 'vehicle'] as const) {
      const status = standings[`${whose}Status`];
      if (status === 'ACTIVE') continue;
      const detail = `The ${whose} is still ${status} and is planned for this shift, which has begun.`;
      const conflict = Conflict.raise(uuidv7(), organizationId, `${whose}_unavailable`, shift, detail, now);
      await this.conflicts.raiseFirst(conflict);
    }
  }
}
