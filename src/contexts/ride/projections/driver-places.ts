import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverRegistered, DriverUpdated } from '../../fleet/contracts/fleet-events';
import type { Ride } from '../domain/ride';
import { ASSIGN_DRIVERS, ridePermissions } from '../ride.permissions';

const REMEMBER: Statement = {
  name: 'ride.drivers.remember',
  text: `INSERT INTO ride.drivers (driver_id, organization_id, fleet_id, hub_id)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[])
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

  @InTransactionTogether(DriverRegistered)
  async registered(facts: readonly DriverRegistered[]): Promise<void> {
    await this.remember(facts);
  }

  @InTransaction(DriverUpdated)
  async updated(fact: DriverUpdated): Promise<void> {
    await this.remember([fact]);
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

  private async remember(facts: readonly (DriverRegistered | DriverUpdated)[]): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [
      facts.map(({ payload }) => payload.driverId),
      facts.map(({ organizationId }) => organizationId),
      facts.map(({ payload }) => payload.fleetId),
      facts.map(({ payload }) => payload.hubId),
    ]);
  }
}

/** Whoever assigns drivers or books rides sees those that nobody drives, whatever fleets or hubs narrow him. */
export function seesWaitingRides({ permissions }: Principal): boolean {
  return permissions.has(ASSIGN_DRIVERS) || permissions.has(ridePermissions.book);
}
