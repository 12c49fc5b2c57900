import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { type City, DELHI_NCR } from '../domain/city';
import type { Ride } from '../domain/ride';
import type { Place } from '../domain/ride-booking';
import { Cities } from '../persistence/cities';
import { RideSteps } from './ride-steps';

@Injectable()
export class MovePickup {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
    private readonly cities: Cities,
  ) {}

  /** @throws DomainError `ride_not_found`, also for another rider's; and those of `Ride.movePickup` */
  async execute(rideId: string, { pickup }: { readonly pickup: Place }, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const { ride } = await this.steps.take(
      rideId,
      principal,
      { changesEngagement: true, changesAccount: false, riders: true, ask: (found: Ride) => this.cityOf(found) },
      (found, city: City) => found.movePickup(pickup, city, now),
    );
    return ride;
  }

  /** Rides booked before the operator configured a city of his own began in the default one. */
  private async cityOf({ cityCode }: Ride): Promise<City> {
    return (await this.cities.all()).find(({ code }) => code === cityCode) ?? DELHI_NCR;
  }
}
