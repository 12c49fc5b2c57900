import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { VehicleAvailabilityChanged, VehicleRegistered, VehicleUpdated } from '../../fleet/contracts/fleet-events';
import { standingColumns, type Standing } from './driver-directory';

const REGISTER: Statement = {
  name: 'assignment.vehicle.register',
  text: `INSERT INTO assignment.vehicles (vehicle_id, organization_id, fleet_id, hub_id, plate, vehicle_class, status, range_metres,
           fuel_type)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::int[],
           $9::text[])`,
};
const UPDATE: Statement = {
  name: 'assignment.vehicle.update',
  text: `UPDATE assignment.vehicles SET fleet_id = $2, hub_id = $3, plate = $4, vehicle_class = $5,
           range_metres = coalesce($6, range_metres), fuel_type = coalesce($7, fuel_type) WHERE vehicle_id = $1`,
};
const CHANGE_STATUS: Statement = {
  name: 'assignment.vehicle.change_status',
  text: 'UPDATE assignment.vehicles SET status = $2 WHERE vehicle_id = $1',
};

const CHANGE_DOCUMENTS: Statement = {
  name: 'assignment.vehicle.change_documents',
  text: `UPDATE assignment.vehicles t SET documents_usable = r.usable, documents_until = r.until, documents = r.documents
         FROM unnest($1::uuid[], $2::boolean[], $3::timestamptz[], $4::jsonb[]) AS r (id, usable, until, documents)
         WHERE t.vehicle_id = r.id`,
};
const CHANGE_OUTAGES: Statement = {
  name: 'assignment.vehicle.change_outages',
  text: 'UPDATE assignment.vehicles SET outages = $2 WHERE vehicle_id = $1',
};

/** What assignment remembers of fleet's vehicles. */
@Injectable()
export class VehicleDirectory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async register(facts: readonly VehicleRegistered[]): Promise<void> {
    await this.unitOfWork.query(REGISTER, [
      facts.map(({ payload }) => payload.vehicleId),
      facts.map(({ organizationId }) => organizationId),
      facts.map(({ payload }) => payload.fleetId),
      facts.map(({ payload }) => payload.hubId),
      facts.map(({ payload }) => payload.plate),
      facts.map(({ payload }) => payload.vehicleClass),
      facts.map(({ payload }) => payload.status),
      facts.map(({ payload }) => payload.rangeMetres ?? null),
      facts.map(({ payload }) => payload.fuelType ?? 'ELECTRIC'),
    ]);
  }

  async update(vehicle: VehicleUpdated['payload']): Promise<void> {
    const { vehicleId, fleetId, hubId, plate, vehicleClass, fuelType, changes } = vehicle;
    const rangeMetres = typeof changes.rangeMetres === 'number' ? changes.rangeMetres : null;
    await this.unitOfWork.query(UPDATE, [
      vehicleId,
      fleetId,
      hubId,
      plate,
      vehicleClass,
      rangeMetres,
      fuelType ?? null,
    ]);
  }

  async changeStatus(vehicleId: string, status: string): Promise<void> {
    await this.unitOfWork.query(CHANGE_STATUS, [vehicleId, status]);
  }

  /** Of each at most one. */
  async changeDocuments(standings: readonly Standing[]): Promise<void> {
    await this.unitOfWork.query(CHANGE_DOCUMENTS, standingColumns(standings));
  }

  async changeOutages(vehicleId: string, outages: VehicleAvailabilityChanged['payload']['outages']): Promise<void> {
    await this.unitOfWork.query(CHANGE_OUTAGES, [vehicleId, JSON.stringify(outages)]);
  }
}
