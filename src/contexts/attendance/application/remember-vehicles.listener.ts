import { Injectable } from '@nestjs/common';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import { VehicleDescribed } from '../../fleet/contracts/described-events';
import {
  MaintenanceDone,
  VehicleAvailabilityChanged,
  VehicleHandedOver,
  VehicleOdometerCorrected,
  VehicleRegistered,
  VehicleStatusChanged,
  VehicleUpdated,
} from '../../fleet/contracts/fleet-events';
import { Attendances } from '../persistence/attendances';
import { VehicleDirectory } from '../projections/vehicle-directory';

/** In the transaction: a vehicle withdrawn, or out, since a moment ago must not go on duty, and a corrected odometer counts at once. */
@Injectable()
export class RememberVehicles {
  constructor(
    private readonly vehicles: VehicleDirectory,
    private readonly attendances: Attendances,
  ) {}

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

  /** After the registration, also within one transaction. */
  @InTransaction(VehicleAvailabilityChanged, { order: 10 })
  async availability({ payload }: VehicleAvailabilityChanged): Promise<void> {
    await this.vehicles.changeOutages(payload.vehicleId, payload.outages);
  }

  /** Of outages that were noted before anybody told attendance of them. */
  @InTransaction(VehicleDescribed)
  async described({ payload: { vehicleId, outages } }: VehicleDescribed): Promise<void> {
    if (outages) await this.vehicles.changeOutages(vehicleId, outages);
  }

  @InTransaction(VehicleOdometerCorrected)
  async odometerCorrected({ payload }: VehicleOdometerCorrected): Promise<void> {
    await this.attendances.readingPutRight(payload.vehicleId, payload.toMetres);
    await this.vehicles.setLastReading(payload.vehicleId, { metres: payload.toMetres, attendanceId: null });
  }

  @InTransaction(VehicleHandedOver)
  async handedOver({ payload }: VehicleHandedOver): Promise<void> {
    await this.read(payload);
  }

  /** What fleet has not taken as a reading, noted later below what was read since, says nothing of what the odometer shows now. */
  @InTransaction(MaintenanceDone)
  async maintained({ payload }: MaintenanceDone): Promise<void> {
    if (payload.isReading !== false) await this.read(payload);
  }

  private async read({ vehicleId, odometerMetres }: { vehicleId: string; odometerMetres: number }): Promise<void> {
    await this.attendances.readByOthers(vehicleId, odometerMetres);
    await this.vehicles.raiseLastReading(vehicleId, odometerMetres);
  }
}
