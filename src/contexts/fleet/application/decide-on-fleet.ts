import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Fleet } from '../domain/fleet';
import { Fleets } from '../persistence/fleets';

/** Approves or rejects what was applied for and is under review. */
@Injectable()
export class DecideOnFleet {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly fleets: Fleets,
  ) {}

  /** @throws DomainError not_found, `illegal_fleet_transition` */
  execute(id: string, to: 'ACTIVE' | 'REJECTED', reason: string, principal: Principal): Promise<Fleet> {
    return this.unitOfWork.run(() =>
      this.fleets.updateInScope(id, principal, (fleet) => fleet.decide(to, reason, this.clock.now())),
    );
  }
}
