import { Injectable } from '@nestjs/common';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import {
  MaintenanceDone,
  VehicleHandedOver,
  VehicleOdometerCorrected,
  VehicleRegistered,
  VehicleStatusChanged,
  VehicleUpdated,
} from '../../fleet/contracts/fleet-events';
import { VehicleDirectory } from '../projections/vehicle-directory';

/** In the transaction: a vehicle withdrawn a moment ago must not go on duty, and a corrected odometer counts at once. */
@Injectable()
export class RememberVehicles {
  constructor(private readonly vehicles: VehicleDirectory) {}

  @InTransactionTogether(VehicleRegistered)
  async registered(facts: readonly VehicleRegistered[]): Promise<void> {
    await this.vehicles.remember(
      facts.map(({ payload: { vehicleId: id, plate, status, odometerMetres }, organizationId }) => {
        return { id, organizationId, plate, status, odometerMetres };
      }),
    );
  }

  @InTransaction(VehicleUpdated)
  async updated({ payload }: VehicleUpdated): Promise<void> {
    await this.vehicles.rename(payload.vehicleId, payload.plate);
  }

  @InTransaction(VehicleStatusChanged)
  async statusChanged({ payload }: VehicleStatusChanged): Promise<void> {
    await this.vehicles.setStatus(payload.vehicleId, payload.to);
  }

  @InTransaction(VehicleOdometerCorrected)
  async odometerCorrected({ payload }: VehicleOdometerCorrected): Promise<void> {
    await this.vehicles.setLastReading(payload.vehicleId, { metres: payload.toMetres, attendanceId: null });
  }

  @InTransaction(VehicleHandedOver)
  async handedOver({ payload }: VehicleHandedOver): Promise<void> {
    await this.vehicles.raiseLastReading(payload.vehicleId, payload.odometerMetres);
  }

  @InTransaction(MaintenanceDone)
  async maintained({ payload }: MaintenanceDone): Promise<void> {
    await this.vehicles.raiseLastReading(payload.vehicleId, payload.odometerMetres);
  }
}
