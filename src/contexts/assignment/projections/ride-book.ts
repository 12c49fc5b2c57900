import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RideBooked } from '../../ride/contracts/ride-events';

const BOOK: Statement = {
  name: 'assignment.ride.book',
  text: `INSERT INTO assignment.rides (ride_id, organization_id, vehicle_class, pickup_at, expected_minutes)
         VALUES ($1, $2, $3, $4, $5)`,
};

/** What assignment remembers of rides: what they ask of a driver and when. */
@Injectable()
export class RideBook {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async book(ride: RideBooked['payload'], organizationId: string | null): Promise<void> {
    const { rideId, vehicleClass, pickupAt, expectedMinutes } = ride;
    await this.unitOfWork.query(BOOK, [rideId, organizationId, vehicleClass, pickupAt, expectedMinutes]);
  }
}
