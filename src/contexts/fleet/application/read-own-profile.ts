import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Driver } from '../domain/driver';
import type { Fleet } from '../domain/fleet';
import type { Hub } from '../domain/hub';
import { Drivers } from '../persistence/drivers';
import { Fleets } from '../persistence/fleets';
import { Hubs } from '../persistence/hubs';

export interface DriverProfile {
  readonly driver: Driver;
  readonly hub: Hub;
  readonly fleet: Fleet;
}

/** The caller as the driver that he is, with the hub and fleet he belongs to. */
@Injectable()
export class ReadOwnProfile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly fleets: Fleets,
    private readonly hubs: Hubs,
    private readonly drivers: Drivers,
  ) {}

  /** @throws DomainError `not_a_driver` */
  execute({ driverId }: Principal): Promise<DriverProfile> {
    if (driverId === null) throw new DomainError('forbidden', 'not_a_driver', 'Only a driver has a profile here.');
    return this.unitOfWork.run(async () => {
      const driver = await this.drivers.get(driverId);
      const [hub, fleet] = [await this.hubs.get(driver.hubId), await this.fleets.get(driver.fleetId)];
      return { driver, hub, fleet };
    });
  }
}
