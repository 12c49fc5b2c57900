import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DriverRegistered, DriverUpdated } from '../../fleet/contracts/fleet-events';
import type { DocumentStandingChanged } from '../../verification/contracts/verification-events';
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
  text: `UPDATE assignment.drivers SET duty = $2, attendance_id = $3, attended_vehicle_id = $4,
           duty_ends_by = CASE WHEN $2 IN ('ON', 'BREAK') THEN coalesce($5, duty_ends_by) END WHERE driver_id = $1`,
};
const LIMIT_DUTY: Statement = {
  name: 'assignment.driver.limit_duty',
  text: `UPDATE assignment.drivers SET duty_ends_by = $3
         WHERE driver_id = $1 AND attendance_id = $2 AND duty IN ('ON', 'BREAK')`,
};
const SPEND_HOURS: Statement = {
  name: 'assignment.driver.spend_hours',
  text: `UPDATE assignment.drivers SET duty_ends_by = least(duty_ends_by, $3)
         WHERE driver_id = $1 AND attendance_id = $2 AND duty IN ('ON', 'BREAK')`,
};
const CHANGE_DOCUMENTS: Statement = {
  name: 'assignment.driver.change_documents',
  text: `UPDATE assignment.drivers t SET documents_usable = r.usable, documents_until = r.until, documents = r.documents
         FROM unnest($1::uuid[], $2::boolean[], $3::timestamptz[], $4::jsonb[]) AS r (id, usable, until, documents)
         WHERE t.driver_id = r.id`,
};
const CHANGE_PREFERENCES: Statement = {
  name: 'assignment.driver.change_preferences',
  text: 'UPDATE assignment.drivers SET preferences = $2 WHERE driver_id = $1',
};

export type Standing = DocumentStandingChanged['payload'];

/** What standings are remembered by, column by column: whose, until when, and in which words. */
export function standingColumns(standings: readonly Standing[]): unknown[] {
  return [
    standings.map(({ subjectId }) => subjectId),
    standings.map(({ isUsable }) => isUsable),
    standings.map(({ isUsable, usableUntil }) => (isUsable ? usableUntil : null)),
    standings.map(({ isUsable, usableUntil, lapses, problems }) =>
      isUsable && usableUntil === null ? null : JSON.stringify({ lapses, problems }),
    ),
  ];
}

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
    attendance: {
      readonly attendanceId: string;
      readonly vehicleId: string;
      /** Left out: as it was, while he stays on duty. */
      readonly dutyEndsBy?: string;
    } | null,
  ): Promise<void> {
    const { attendanceId = null, vehicleId = null, dutyEndsBy = null } = attendance ?? {};
    await this.unitOfWork.query(CHANGE_DUTY, [driverId, duty, attendanceId, vehicleId, dutyEndsBy]);
  }

  /** Of the duty he is on; nothing where he has checked out. */
  async limitDuty(driverId: string, attendanceId: string, endsBy: Date): Promise<void> {
    await this.unitOfWork.query(LIMIT_DUTY, [driverId, attendanceId, endsBy]);
  }

  async spendHours(driverId: string, attendanceId: string, at: Date): Promise<void> {
    await this.unitOfWork.query(SPEND_HOURS, [driverId, attendanceId, at]);
  }

  /** Of each at most one. */
  async changeDocuments(standings: readonly Standing[]): Promise<void> {
    await this.unitOfWork.query(CHANGE_DOCUMENTS, standingColumns(standings));
  }

  async changePreferences(driverId: string, preferences: object): Promise<void> {
    await this.unitOfWork.query(CHANGE_PREFERENCES, [driverId, JSON.stringify(preferences)]);
  }
}
