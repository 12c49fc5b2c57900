import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Page } from '../../../platform/http/page';
import type { FuelType, VehicleStatus } from '../contracts/fleet-events';
import type { Vehicle } from '../domain/vehicle';

export class VehicleResponse {
  id: string;
  fleetId: string;
  hubId: string;
  /** @example DL1ZA1234 */
  plate: string;
  /** @example Tata */
  make: string;
  /** @example 'Xpres-T EV' */
  model: string;
  vehicleClass: VehicleClass;
  fuelType: FuelType;
  /**
   * Null of what no battery drives.
   * @example 26000
   */
  batteryWattHours: number | null;
  /**
   * On a full charge or tank; null where nobody has said.
   * @example 213000
   */
  rangeMetres: number | null;
  /** The highest reading since the last correction. */
  odometerMetres: number;
  /** When it was read or put right. */
  odometerReadAt: string;
  /**
   * As the last hand-over said; null until one does.
   * @example 64
   */
  chargePercent: number | null;
  chargeReadAt: string | null;
  status: VehicleStatus;
  /**
   * Why it has the status; null until the first change.
   * @example 'Papers are complete.'
   */
  statusReason: string | null;
  createdAt: string;
  updatedAt: string;

  static of(vehicle: Vehicle): VehicleResponse {
    const { id, fleetId, hubId, plate, make, model, vehicleClass, fuelType, batteryWattHours, rangeMetres } = vehicle;
    const { odometerMetres, chargePercent, status, statusReason } = vehicle;
    return {
      id,
      fleetId,
      hubId,
      plate,
      make,
      model,
      vehicleClass,
      fuelType,
      batteryWattHours,
      rangeMetres,
      odometerMetres,
      odometerReadAt: vehicle.odometerReadAt.toISOString(),
      chargePercent,
      chargeReadAt: vehicle.chargeReadAt?.toISOString() ?? null,
      status,
      statusReason,
      createdAt: vehicle.createdAt.toISOString(),
      updatedAt: vehicle.updatedAt.toISOString(),
    };
  }
}

export class VehiclePage {
  items: VehicleResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Vehicle>): VehiclePage {
    return { items: items.map((vehicle) => VehicleResponse.of(vehicle)), next };
  }
}
