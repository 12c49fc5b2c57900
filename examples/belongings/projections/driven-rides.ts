import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../src/platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import type { DrivenRide } from '../domain/driven-ride';

const REMEMBER: Statement = {
  name: 'belongings.driven_rides.remember',
  text: `INSERT INTO belongings.driven_rides (ride_id, organization_id, rider_id, driver_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (ride_id) DO UPDATE SET driver_id = excluded.driver_id`,
};
const FIND: Statement = {
  name: 'belongings.driven_rides.find',
  text: `SELECT ride_id AS "rideId", rider_id AS "riderId", driver_id AS "driverId" FROM belongings.driven_rides
         WHERE ride_id = $1 AND driver_id = $2 AND organization_id = $3`,
};

@Injectable()
export class DrivenRides {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async remember({ rideId, riderId, driverId }: DrivenRide, organizationId: string): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [rideId, organizationId, riderId, driverId]);
  }

  /** Null also for a ride that another driver drove. */
  async find(rideId: string, driverId: string): Promise<DrivenRide | null> {
    const values = [rideId, driverId, this.unitOfWork.organizationId];
    return (await this.unitOfWork.rows<DrivenRide>(FIND, values))[0] ?? null;
  }
}
