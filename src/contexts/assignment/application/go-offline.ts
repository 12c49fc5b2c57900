import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverWentOffline } from '../contracts/assignment-events';
import { assertMayGoOffline, type Willingness } from '../domain/willingness';
import { WillingDrivers } from '../persistence/willing-drivers';
import { callingDriver } from './calling-driver';

const BY_HIMSELF = 'The driver switched it off.';

/** A ride that he has already he still carries. */
@Injectable()
export class GoOffline {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivers: WillingDrivers,
    private readonly clock: Clock,
  ) {}

  async execute(reason: string | undefined, principal: Principal): Promise<Willingness> {
    const { driverId } = callingDriver(principal);
    return this.unitOfWork.run(
      async () => {
        const driver = await this.drivers.find(driverId);
        assertMayGoOffline(driver, driverId);
        await this.drivers.goOffline(driverId);
        const facts = { driverId, reason: reason ?? BY_HIMSELF };
        await this.unitOfWork.publish(new DriverWentOffline(driverId, facts, this.clock.now()));
        return { ...driver, online: false, onlineSince: null };
      },
      { locks: [lock('driver', driverId)] },
    );
  }
}
