import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RosterLine } from '../domain/roster-line';
import { Roster } from '../persistence/roster';

@Injectable()
export class CancelRosterEntry {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found, `roster_entry_cancelled`, `roster_entry_in_use` naming the rides */
  async execute(id: string, reason: string, principal: Principal): Promise<RosterLine> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      // An entry never changes its driver, so who he is may be read before his lock; whatever else counts is read under it.
      const { driverId, vehicleId } = await this.roster.line(id, organizationId, principal);
      await this.unitOfWork.lock([lock('driver', driverId), lock('vehicle', vehicleId)]);
      const rideIds = await this.roster.openRidesOf({ id, driverId });
      await this.roster.update(id, (entry) => entry.cancel(reason, principal.userId, rideIds, this.clock.now()));
      return this.roster.line(id, organizationId, principal);
    });
  }
}
