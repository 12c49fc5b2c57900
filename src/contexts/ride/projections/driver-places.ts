import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { InTransaction } from '../../../platform/events/listener.decorators';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverRegistered, DriverUpdated } from '../../fleet/contracts/fleet-events';
import type { Ride } from '../domain/ride';
import { ASSIGN_DRIVERS, ridePermissions } from '../ride.permissions';

const REMEMBER: Statement = {
  name: 'ride.drivers.remember',
  text: `INSERT INTO ride.drivers (driver_id, organization_id, fleet_id, hub_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (driver_id) DO UPDATE SET fleet_id = excluded.fleet_id, hub_id = excluded.hub_id`,
};
const PLACE: Statement = {
  name: 'ride.drivers.place',
  text: 'SELECT fleet_id AS "fleetId", hub_id AS "hubId" FROM ride.drivers WHERE driver_id = $1',
};

/** Which fleet and hub each driver belongs to: by them a manager sees the rides that his people drive, and no others. */
@Injectable()
export class DriverPlaces {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @InTransaction(DriverRegistered)
  async registered({ payload, organizationId }: DriverRegistered): Promise<void> {
    await this.remember(payload, organizationId);
  }

  @InTransaction(DriverUpdated)
  async updated({ payload, organizationId }: DriverUpdated): Promise<void> {
    await this.remember(payload, organizationId);
  }

  /**
   * A ride that nobody drives belongs to no fleet yet: who assigns or books sees it, however narrowed, and takes the steps
   * that his permissions allow.
   * @throws DomainError `ride_not_found` for whom fleets or hubs narrow, where the ride's driver is of no such one.
   */
  async assertVisible(principal: Principal, ride: Ride): Promise<void> {
    if (ride.driverId === null && seesWaitingRides(principal)) return;
    await this.assertWithin(principal, ride);
  }

  /** @throws DomainError `ride_not_found` for whom fleets or hubs narrow, where the ride's driver is of no such one. */
  async assertWithin({ fleetIds, hubIds }: Principal, ride: Ride): Promise<void> {
    if (fleetIds === null && hubIds === null) return;
    const [place] = await this.unitOfWork.rows<{ fleetId: string; hubId: string }>(PLACE, [ride.driverId]);
    const within =
      place !== undefined &&
      (fleetIds === null || fleetIds.includes(place.fleetId)) &&
      (hubIds === null || hubIds.includes(place.hubId));
    if (!within) throw notFound('ride', ride.id);
  }

  private async remember(
    { driverId, fleetId, hubId }: { driverId: string; fleetId: string; hubId: string },
    organizationId: string | null,
  ): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [driverId, organizationId, fleetId, hubId]);
  }
}

/** Whoever assigns drivers or books rides sees those that nobody drives, whatever fleets or hubs narrow him. */
export function seesWaitingRides({ permissions }: Principal): boolean {
  return permissions.has(ASSIGN_DRIVERS) || permissions.has(ridePermissions.book);
}
