import { Injectable } from '@nestjs/common';
import type { VehicleAvailabilityChanged } from '../contracts/fleet-events';
import type { Vehicle } from '../domain/vehicle';
import { VehicleOutages } from '../persistence/vehicle-outages';
import { Vehicles } from '../persistence/vehicles';

/** Part of whatever changes an outage, in its transaction: tells all that are not over. */
@Injectable()
export class AnnounceOutages {
  constructor(
    private readonly vehicles: Vehicles,
    private readonly outages: VehicleOutages,
  ) {}

  /** @throws DomainError `vehicle_retired` */
  async of(vehicle: Vehicle, at: Date): Promise<void> {
    const outages = await this.notOver(vehicle.id, at);
    await this.vehicles.change(vehicle, () => vehicle.tellOutages(outages, at));
  }

  async notOver(vehicleId: string, at: Date): Promise<VehicleAvailabilityChanged['payload']['outages']> {
    return (await this.outages.notOver(vehicleId, at)).map(({ from, until, reason }) => ({
      from: from.toISOString(),
      until: until?.toISOString() ?? null,
      reason,
    }));
  }
}
