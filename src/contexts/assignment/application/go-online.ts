import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverWentOnline } from '../contracts/assignment-events';
import { assertMayGoOnline, type Willingness } from '../domain/willingness';
import { WillingDrivers } from '../persistence/willing-drivers';
import { callingDriver } from './calling-driver';

@Injectable()
export class GoOnline {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivers: WillingDrivers,
    private readonly clock: Clock,
  ) {}

  async execute(principal: Principal): Promise<Willingness> {
    const { driverId } = callingDriver(principal);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const driver = await this.drivers.find(driverId);
        assertMayGoOnline(driver, driverId);
        await this.drivers.goOnline(driverId, now);
        await this.unitOfWork.publish(new DriverWentOnline(driverId, { driverId }, now));
        return { ...driver, online: true, onlineSince: now, idleSince: now };
      },
      { locks: [lock('driver', driverId)] },
    );
  }
}
