import { Injectable } from '@nestjs/common';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import { VehicleRegistered, VehicleStatusChanged, VehicleUpdated } from '../../fleet/contracts/fleet-events';
import { VehicleDirectory } from '../projections/vehicle-directory';

/** In the transaction: a vehicle that is out of service takes no ride from the moment it is. */
@Injectable()
export class RememberVehiclesForAssignment {
  constructor(private readonly vehicles: VehicleDirectory) {}

  @InTransactionTogether(VehicleRegistered)
  async registered(facts: readonly VehicleRegistered[]): Promise<void> {
    await this.vehicles.register(facts);
  }

  @InTransaction(VehicleUpdated)
  async updated({ payload }: VehicleUpdated): Promise<void> {
    await this.vehicles.update(payload);
  }

  @InTransaction(VehicleStatusChanged)
  async statusChanged({ payload }: VehicleStatusChanged): Promise<void> {
    await this.vehicles.changeStatus(payload.vehicleId, payload.to);
  }
}
