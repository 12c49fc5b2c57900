import { Injectable } from '@nestjs/common';
import { type ExportColumn, Exporter, type ExportPage, type ExportRange } from '../../../platform/exports/exporter';
import type { Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Vehicle } from '../domain/vehicle';
import { fleetPermissions } from '../fleet.permissions';
import { Hubs, type NamedHub } from '../persistence/hubs';
import { Vehicles } from '../persistence/vehicles';
import { registeredIn } from './registered-in';

interface VehicleLine {
  readonly vehicle: Vehicle;
  readonly home: NamedHub;
}

/** Under the names of the columns of an import, and what an import reads past. */
const COLUMNS: readonly ExportColumn<VehicleLine>[] = [
  { name: 'plate', of: ({ vehicle }) => vehicle.plate },
  { name: 'make', of: ({ vehicle }) => vehicle.make },
  { name: 'model', of: ({ vehicle }) => vehicle.model },
  { name: 'vehicle_class', of: ({ vehicle }) => vehicle.vehicleClass },
  { name: 'hub', of: ({ home }) => home.hubName },
  { name: 'fleet', of: ({ home }) => home.fleetName },
  { name: 'fuel_type', of: ({ vehicle }) => vehicle.fuelType },
  { name: 'battery_watt_hours', of: ({ vehicle }) => vehicle.batteryWattHours },
  { name: 'range_metres', of: ({ vehicle }) => vehicle.rangeMetres },
  { name: 'odometer_metres', of: ({ vehicle }) => vehicle.odometerMetres },
  { name: 'id', of: ({ vehicle }) => vehicle.id },
  { name: 'status', of: ({ vehicle }) => vehicle.status },
  { name: 'registered_at', of: ({ vehicle }) => vehicle.createdAt },
];

@Injectable()
export class ExportVehicles extends Exporter<VehicleLine> {
  override readonly kind = 'vehicles';
  override readonly permission = fleetPermissions.readVehicles;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly vehicles: Vehicles,
    private readonly hubs: Hubs,
  ) {
    super();
  }

  override columnsFor(): readonly ExportColumn<VehicleLine>[] {
    return COLUMNS;
  }

  override page(range: ExportRange, page: ExportPage, caller: Principal): Promise<Page<VehicleLine>> {
    return this.unitOfWork.run(async () => {
      const { items, next } = await this.vehicles.list(registeredIn(range), page, caller);
      const homes = await this.hubs.namesOf([...new Set(items.map(({ hubId }) => hubId))]);
      return { items: items.map((vehicle) => ({ vehicle, home: homes.get(vehicle.hubId)! })), next };
    });
  }
}
