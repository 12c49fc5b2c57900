import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { DriverRegistered, DriverStatusChanged, DriverUpdated } from '../../fleet/contracts/fleet-events';
import { DriverDirectory } from '../projections/driver-directory';

/** In the transaction: a driver suspended a moment ago must not check in. */
@Injectable()
export class RememberDrivers {
  constructor(private readonly drivers: DriverDirectory) {}

  @InTransaction(DriverRegistered)
  async registered({ payload, organizationId }: DriverRegistered): Promise<void> {
    const { driverId: id, fleetId, hubId, status } = payload;
    await this.drivers.remember({ id, fleetId, hubId, status }, organizationId);
  }

  @InTransaction(DriverUpdated)
  async updated({ payload }: DriverUpdated): Promise<void> {
    await this.drivers.move(payload.driverId, payload.fleetId, payload.hubId);
  }

  @InTransaction(DriverStatusChanged)
  async statusChanged({ payload }: DriverStatusChanged): Promise<void> {
    await this.drivers.setStatus(payload.driverId, payload.to);
  }
}
