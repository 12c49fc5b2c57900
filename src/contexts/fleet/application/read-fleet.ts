import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Fleet } from '../domain/fleet';
import { Fleets } from '../persistence/fleets';

@Injectable()
export class ReadFleet {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly fleets: Fleets,
  ) {}

  /** @throws DomainError not_found */
  execute(id: string, principal: Principal): Promise<Fleet> {
    return this.unitOfWork.run(() => this.fleets.getInScope(id, principal));
  }
}
