import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Fleet } from '../domain/fleet';
import { Fleets } from '../persistence/fleets';

@Injectable()
export class ReviewFleet {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly fleets: Fleets,
  ) {}

  /** @throws DomainError not_found, `illegal_fleet_transition` */
  execute(id: string, principal: Principal): Promise<Fleet> {
    return this.unitOfWork.run(() =>
      this.fleets.updateInScope(id, principal, (fleet) => fleet.startReview(this.clock.now())),
    );
  }
}
