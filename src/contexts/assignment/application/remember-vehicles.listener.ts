import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { VehicleRegistered, VehicleStatusChanged, VehicleUpdated } from '../../fleet/contracts/fleet-events';
import { VehicleDirectory } from '../projections/vehicle-directory';

/** In the transaction: a vehicle that is out of service takes no ride from the moment it is. */
@Injectable()
export class RememberVehiclesForAssignment {
  constructor(private readonly vehicles: VehicleDirectory) {}

  @InTransaction(VehicleRegistered)
  async registered({ payload, organizationId }: VehicleRegistered): Promise<void> {
    await this.vehicles.register(payload, organizationId);
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
