import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Ride } from '../domain/ride';
import { type OverrideCommand, RideSteps } from './ride-steps';
import { TripTraces } from './trip-traces';

export interface CompleteCommand {
  readonly odometerEndMetres: number;
  readonly tollsPaise?: number;
  readonly parkingPaise?: number;
  readonly override?: OverrideCommand | null;
}

@Injectable()
export class CompleteRide {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
    private readonly traces: TripTraces,
  ) {}

  async execute(rideId: string, command: CompleteCommand, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const { odometerEndMetres: odometerMetres, tollsPaise = 0, parkingPaise = 0, override } = command;
    const { ride } = await this.steps.byDriver(
      rideId,
      principal,
      { override, changesEngagement: true, changesAccount: true, ask: (found: Ride) => this.traces.of(found, now) },
      (found, authority, traces) =>
        found.complete({ odometerMetres, tollsPaise, parkingPaise, traces }, authority, now),
    );
    return ride;
  }
}
