import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { VehicleRegistered, VehicleUpdated } from '../../fleet/contracts/fleet-events';

const REGISTER: Statement = {
  name: 'assignment.vehicle.register',
  text: `INSERT INTO assignment.vehicles (vehicle_id, organization_id, fleet_id, hub_id, plate, vehicle_class, status)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
};
const UPDATE: Statement = {
  name: 'assignment.vehicle.update',
  text: `UPDATE assignment.vehicles SET fleet_id = $2, hub_id = $3, plate = $4, vehicle_class = $5 WHERE vehicle_id = $1`,
};
const CHANGE_STATUS: Statement = {
  name: 'assignment.vehicle.change_status',
  text: 'UPDATE assignment.vehicles SET status = $2 WHERE vehicle_id = $1',
};

/** What assignment remembers of fleet's vehicles. */
@Injectable()
export class VehicleDirectory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async register(vehicle: VehicleRegistered['payload'], organizationId: string | null): Promise<void> {
    const { vehicleId, fleetId, hubId, plate, vehicleClass, status } = vehicle;
    await this.unitOfWork.query(REGISTER, [vehicleId, organizationId, fleetId, hubId, plate, vehicleClass, status]);
  }

  async update({ vehicleId, fleetId, hubId, plate, vehicleClass }: VehicleUpdated['payload']): Promise<void> {
    await this.unitOfWork.query(UPDATE, [vehicleId, fleetId, hubId, plate, vehicleClass]);
  }

  async changeStatus(vehicleId: string, status: string): Promise<void> {
    await this.unitOfWork.query(CHANGE_STATUS, [vehicleId, status]);
  }
}
