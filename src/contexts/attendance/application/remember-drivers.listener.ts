import { Injectable } from '@nestjs/common';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import { DriverRegistered, DriverStatusChanged, DriverUpdated } from '../../fleet/contracts/fleet-events';
import { DriverDirectory } from '../projections/driver-directory';

/** In the transaction: a driver suspended a moment ago must not check in. */
@Injectable()
export class RememberDrivers {
  constructor(private readonly drivers: DriverDirectory) {}

  @InTransactionTogether(DriverRegistered)
  async registered(facts: readonly DriverRegistered[]): Promise<void> {
    await this.drivers.remember(
      facts.map(({ payload: { driverId: id, fleetId, hubId, status }, organizationId }) => {
        return { id, organizationId, fleetId, hubId, status };
      }),
    );
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
