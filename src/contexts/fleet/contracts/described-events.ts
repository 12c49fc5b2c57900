import { DomainEvent } from '../../../platform/events/domain-event';
import type { DriverStatus, FuelType, VehicleStatus } from './fleet-events';

/** Nothing changed: it was there before somebody wanted to know of it. Once for each fleet of before an upgrade. */
export class FleetDescribed extends DomainEvent<{ fleetId: string; name: string; city: string; status: string }> {
  static override readonly type = 'fleet.fleet_described';
  static override readonly aggregateType = 'fleet';
}

/** As `FleetDescribed`, after the fleet. */
export class DriverDescribed extends DomainEvent<{
  driverId: string;
  fleetId: string;
  hubId: string;
  name: string;
  licenceDigest: string;
  status: DriverStatus;
}> {
  static override readonly type = 'fleet.driver_described';
  static override readonly aggregateType = 'driver';
  static override readonly personal = { subject: 'driverId', fields: ['name', 'licenceDigest'] };
}

/** As `FleetDescribed`, after the fleet. */
export class VehicleDescribed extends DomainEvent<{
  vehicleId: string;
  fleetId: string;
  hubId: string;
  plate: string;
  fuelType: FuelType;
  status: VehicleStatus;
  /** As `VehicleAvailabilityChanged` has them; left out of facts of before. */
  outages?: { from: string; until: string | null; reason: string }[];
}> {
  static override readonly type = 'fleet.vehicle_described';
  static override readonly aggregateType = 'vehicle';
}
