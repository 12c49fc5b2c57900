import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DriverStatus } from '../contracts/fleet-events';
import type { Driver } from '../domain/driver';
import { Drivers } from '../persistence/drivers';

@Injectable()
export class ChangeDriverStatus {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly drivers: Drivers,
  ) {}

  /** @throws DomainError not_found, `illegal_driver_transition`, `licence_expired` */
  execute(id: string, to: { status: DriverStatus; reason: string }, principal: Principal): Promise<Driver> {
    return this.unitOfWork.run(
      () =>
        this.drivers.updateInScope(id, principal, (driver) =>
          driver.changeStatus(to.status, to.reason, this.clock.now()),
        ),
      { locks: [lock('driver', id)] },
    );
  }
}
