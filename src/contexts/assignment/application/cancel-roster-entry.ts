import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { assertNotOnDuty } from '../domain/on-duty';
import type { RosterLine } from '../domain/roster-line';
import { Roster } from '../persistence/roster';
import { RosterWeeks } from '../persistence/roster-weeks';

@Injectable()
export class CancelRosterEntry {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly weeks: RosterWeeks,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found, `roster_entry_cancelled`, `driver_on_duty`, `roster_entry_in_use` naming the rides */
  async execute(id: string, reason: string, principal: Principal): Promise<RosterLine> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      // An entry never changes its driver, so who he is may be read before his lock; whatever else counts is read under it.
      const { driverId, vehicleId } = await this.roster.line(id, organizationId, principal);
      await this.unitOfWork.lock([lock('driver', driverId), lock('vehicle', vehicleId)]);
      const entry = await this.roster.get(id);
      const presence = await this.weeks.presenceOf(driverId);
      const rideIds = await this.roster.openRidesOf(entry);
      await this.roster.change(entry, () => {
        entry.cancel(reason, principal.userId, rideIds, this.clock.now());
        assertNotOnDuty(entry, presence);
      });
      return this.roster.line(id, organizationId, principal);
    });
  }
}
