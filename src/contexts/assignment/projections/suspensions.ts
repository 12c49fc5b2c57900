import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DisturbedEngagement } from '../domain/conflict';

const SUSPEND: Statement = {
  name: 'assignment.suspension.begin',
  text: 'INSERT INTO assignment.suspensions (organization_id, fleet_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
};
const LIFT: Statement = {
  name: 'assignment.suspension.lift',
  text: 'DELETE FROM assignment.suspensions WHERE organization_id = $1 AND fleet_id IS NOT DISTINCT FROM $2',
};
const OF_WHOM = `organization_id = $1 AND ($2::uuid IS NULL OR fleet_id = $2)`;
/** The triggers on the tables work the status out. Of all: one that is just being activated is waited for, and seen as it is then. */
const APPLY_TO_DRIVERS: Statement = {
  name: 'assignment.suspension.apply_to_drivers',
  text: `UPDATE assignment.drivers SET own_status = own_status WHERE ${OF_WHOM}`,
};
const APPLY_TO_VEHICLES: Statement = {
  name: 'assignment.suspension.apply_to_vehicles',
  text: `UPDATE assignment.vehicles SET own_status = own_status WHERE ${OF_WHOM}`,
};
const ONLINE: Statement = {
  name: 'assignment.suspension.online',
  text: `SELECT driver_id AS "driverId" FROM assignment.drivers
         WHERE ${OF_WHOM} AND online AND status <> 'ACTIVE' ORDER BY driver_id`,
};
/** FOR SHARE: one that is just ending is seen as ended, or ends after the conflict is there. */
const ENGAGEMENTS: Statement = {
  name: 'assignment.suspension.engagements',
  text: `SELECT e.id, e.ride_id AS "rideId", e.driver_id AS "driverId", e.vehicle_id AS "vehicleId", e.status,
           e.planned_until AS "plannedUntil", d.fleet_id = $2 AS "hasDriver"
         FROM assignment.engagements e
         JOIN assignment.drivers d USING (driver_id) JOIN assignment.vehicles v ON v.vehicle_id = e.vehicle_id
         WHERE e.organization_id = $1 AND e.status IN ('PLANNED', 'UNDER_WAY')
           AND (d.fleet_id = $2 OR v.fleet_id = $2)
           AND EXISTS (SELECT FROM assignment.suspensions s WHERE s.organization_id = $1 AND s.fleet_id = $2)
         ORDER BY e.id FOR SHARE OF e`,
};
const SEARCHED: Statement = {
  name: 'assignment.suspension.searched',
  text: `SELECT ride_id AS "rideId" FROM assignment.searches WHERE organization_id = $1 AND status = 'OPEN' ORDER BY ride_id`,
};
const IS_SUSPENDED: Statement = {
  name: 'assignment.suspension.of_organization',
  text: 'SELECT FROM assignment.suspensions WHERE organization_id = $1 AND fleet_id IS NULL',
};

/** Of a suspended fleet is its driver, or its vehicle alone. */
export interface StrandedEngagement extends DisturbedEngagement {
  readonly hasDriver: boolean;
}

/** Which fleets, and whether the whole organization, may not work: what a driver's or vehicle's status comes of, besides its own. */
@Injectable()
export class Suspensions {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @param fleetId null: every fleet of the organization. @returns who is online and may not work any more */
  async change(organizationId: string, fleetId: string | null, isSuspended: boolean): Promise<string[]> {
    const whom = [organizationId, fleetId];
    await this.unitOfWork.query(isSuspended ? SUSPEND : LIFT, whom);
    await this.unitOfWork.query(APPLY_TO_DRIVERS, whom);
    await this.unitOfWork.query(APPLY_TO_VEHICLES, whom);
    return (await this.unitOfWork.rows<{ driverId: string }>(ONLINE, whom)).map(({ driverId }) => driverId);
  }

  /** Those of the fleet that are not over; none where it works again. */
  engagementsOf(organizationId: string, fleetId: string): Promise<StrandedEngagement[]> {
    return this.unitOfWork.rows<StrandedEngagement & Record<string, unknown>>(ENGAGEMENTS, [organizationId, fleetId]);
  }

  /** The rides that a driver is being searched for; none where the organization works again. */
  async searchedRides(organizationId: string): Promise<string[]> {
    if ((await this.unitOfWork.rows(IS_SUSPENDED, [organizationId])).length === 0) return [];
    return (await this.unitOfWork.rows<{ rideId: string }>(SEARCHED, [organizationId])).map(({ rideId }) => rideId);
  }
}
