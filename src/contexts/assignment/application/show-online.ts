import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Willingness } from '../domain/willingness';
import { WillingDrivers } from '../persistence/willing-drivers';
import { callingDriver } from './calling-driver';

@Injectable()
export class ShowOnline {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivers: WillingDrivers,
  ) {}

  async execute(principal: Principal): Promise<Willingness> {
    const { driverId } = callingDriver(principal);
    return this.unitOfWork.run(async () => {
      const driver = await this.drivers.find(driverId);
      if (!driver) throw notFound('driver', driverId);
      return driver;
    });
  }
}
