import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { Configuration } from '../../../platform/config/configuration';
import type { RoadLeg } from '../../../platform/routing/routing';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type City, DELHI_NCR } from '../domain/city';
import type { Ride } from '../domain/ride';
import type { Place } from '../domain/ride-booking';
import { Cities } from '../persistence/cities';
import { Rides } from '../persistence/rides';
import { RideSteps } from './ride-steps';
import { isRider } from './rider-of';
import { Roads } from './roads';

@Injectable()
export class MovePickup {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
    private readonly steps: RideSteps,
    private readonly roads: Roads,
    private readonly clock: Clock,
    private readonly cities: Cities,
    private readonly configuration: Configuration,
  ) {}

  /** @throws DomainError `ride_not_found`, also for another rider's; and those of `Ride.movePickup` */
  async execute(rideId: string, { pickup }: { readonly pickup: Place }, principal: Principal): Promise<Ride> {
    const byRider = isRider(principal);
    const road = await this.roadFrom(pickup, rideId, principal);
    const now = this.clock.now();
    const { ride } = await this.steps.take(
      rideId,
      principal,
      { changesEngagement: true, changesAccount: false, riders: true, ask: (found: Ride) => this.cityOf(found) },
      (found, city: City) =>
        found.movePickup(pickup, { city, road, kilometresPerHour: this.speedIn(city), byRider }, now),
    );
    return ride;
  }

  /**
   * Over the ride's stops to its drop, which never change; asked for no move that is refused whatever the roads say. Whether it
   * is the caller's to move is decided under its lock.
   */
  private async roadFrom(pickup: Place, rideId: string, principal: Principal): Promise<RoadLeg | undefined> {
    const ride = await this.unitOfWork.run(async () => {
      const found = await this.rides.find(rideId);
      if (!found?.isElsewhere(pickup)) return null;
      const byRider = isRider(principal);
      if (byRider && found.riderId !== principal.userId) return null;
      return found.pickupMoveRefused(pickup, { city: await this.cityOf(found), byRider }) ? null : found;
    });
    if (!ride) return undefined;
    const stops = ride.stops.map(({ point }) => point);
    const { rentalPackageCode } = ride;
    const drop = ride.drop?.point ?? null;
    return this.roads.of({ pickup: pickup.point, stops, drop, expectedMetres: null, rentalPackageCode });
  }

  /** Rides booked before the operator configured a city of his own began in the default one. */
  private async cityOf({ cityCode }: Ride): Promise<City> {
    return (await this.cities.all()).find(({ code }) => code === cityCode) ?? DELHI_NCR;
  }

  private speedIn({ kilometresPerHour }: City): number {
    return kilometresPerHour ?? this.configuration.routing.cityKilometresPerHour;
  }
}
