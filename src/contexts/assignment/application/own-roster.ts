import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RosterLine } from '../domain/roster-line';
import { Roster } from '../persistence/roster';
import { callingDriver } from './calling-driver';

/** A driver answers for himself, whatever fleet he is of. */
const EVERYWHERE = { fleetIds: null, hubIds: null };

/** The shifts that a driver was told of; drafts are not his yet. */
@Injectable()
export class OwnRoster {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
    private readonly clock: Clock,
  ) {}

  /** Those that are not over, the next first. */
  async execute(principal: Principal): Promise<RosterLine[]> {
    const { driverId, organizationId } = callingDriver(principal);
    const now = this.clock.now();
    return this.unitOfWork.run(() => this.roster.toldTo(driverId, organizationId, now));
  }

  /** @throws DomainError not_found, also for a draft and another driver's; `roster_entry_acknowledged` or what else has become of it; `shift_over` */
  async acknowledge(id: string, principal: Principal): Promise<RosterLine> {
    const { driverId, organizationId } = callingDriver(principal);
    return this.unitOfWork.run(
      async () => {
        const line = await this.roster.line(id, organizationId, EVERYWHERE);
        if (line.driverId !== driverId || line.status === 'DRAFT') throw notFound('roster entry', id);
        await this.roster.update(id, (entry) => entry.acknowledge(this.clock.now()));
        return this.roster.line(id, organizationId, EVERYWHERE);
      },
      { locks: [lock('driver', driverId)] },
    );
  }
}
