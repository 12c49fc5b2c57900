import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import type { LegTrace } from '../domain/trip-trace';
import type { Ride } from '../domain/ride';
import { RideSteps } from './ride-steps';
import { TripTraces } from './trip-traces';

/** The rider goes no farther from where his cab broke down, and pays for what was driven. */
@Injectable()
export class EndBrokenDownRide {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
    private readonly traces: TripTraces,
  ) {}

  /** @throws DomainError `ride_not_found`, also for another rider's; and those of `Ride.endByRider` */
  async execute(rideId: string, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const { ride } = await this.steps.take(
      rideId,
      principal,
      { changesEngagement: true, changesAccount: true, riders: true, ask: (found: Ride) => this.traces.of(found, now) },
      (found, traces: (LegTrace | null)[]) => {
        if (found.riderId !== principal.userId) throw notFound('ride', rideId);
        found.endByRider(traces, principal.userId, now);
      },
    );
    return ride;
  }
}
