import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Ride } from '../domain/ride';
import { type OverrideCommand, RideSteps } from './ride-steps';

export interface DepartCommand {
  readonly override?: OverrideCommand | null;
}

@Injectable()
export class DepartForRide {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, command: DepartCommand, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const { ride } = await this.steps.byDriver(
      rideId,
      principal,
      { override: command.override, changesEngagement: true, changesAccount: false },
      (found, authority) => found.depart(authority, now),
    );
    return ride;
  }
}
