import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DriverRegistered, DriverUpdated } from '../../fleet/contracts/fleet-events';
import type { Duty } from '../domain/assignability';

const REGISTER: Statement = {
  name: 'assignment.driver.register',
  text: `INSERT INTO assignment.drivers (driver_id, organization_id, fleet_id, hub_id, name, phone, status, licence_expires_on)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::date[])`,
};
const UPDATE: Statement = {
  name: 'assignment.driver.update',
  text: `UPDATE assignment.drivers SET fleet_id = $2, hub_id = $3, name = $4, licence_expires_on = $5 WHERE driver_id = $1`,
};
const CHANGE_STATUS: Statement = {
  name: 'assignment.driver.change_status',
  text: 'UPDATE assignment.drivers SET status = $2 WHERE driver_id = $1',
};
const CHANGE_DUTY: Statement = {
  name: 'assignment.driver.change_duty',
  text: 'UPDATE assignment.drivers SET duty = $2, attendance_id = $3, attended_vehicle_id = $4 WHERE driver_id = $1',
};

/** What assignment remembers of fleet's drivers and of attendance's duty. */
@Injectable()
export class DriverDirectory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async register(facts: readonly DriverRegistered[]): Promise<void> {
    await this.unitOfWork.query(REGISTER, [
      facts.map(({ payload }) => payload.driverId),
      facts.map(({ organizationId }) => organizationId),
      facts.map(({ payload }) => payload.fleetId),
      facts.map(({ payload }) => payload.hubId),
      facts.map(({ payload }) => payload.name),
      facts.map(({ payload }) => payload.phone),
      facts.map(({ payload }) => payload.status),
      facts.map(({ payload }) => payload.licenceExpiresOn),
    ]);
  }

  async update(driver: DriverUpdated['payload']): Promise<void> {
    const { driverId, fleetId, hubId, name, licenceExpiresOn } = driver;
    await this.unitOfWork.query(UPDATE, [driverId, fleetId, hubId, name, licenceExpiresOn]);
  }

  async changeStatus(driverId: string, status: string): Promise<void> {
    await this.unitOfWork.query(CHANGE_STATUS, [driverId, status]);
  }

  async changeDuty(
    driverId: string,
    duty: Duty,
    attendance: { readonly attendanceId: string; readonly vehicleId: string } | null,
  ): Promise<void> {
    const values = [driverId, duty, attendance?.attendanceId ?? null, attendance?.vehicleId ?? null];
    await this.unitOfWork.query(CHANGE_DUTY, values);
  }
}
