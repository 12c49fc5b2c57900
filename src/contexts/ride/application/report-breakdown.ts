import { Injectable } from '@nestjs/common';
import type { GeoPoint } from '../../../kernel/geo-point';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Ride } from '../domain/ride';
import { type OverrideCommand, RideSteps } from './ride-steps';

export interface BreakdownCommand {
  readonly reason: string;
  /** Left out where nobody can read it: the trip then awaits review. */
  readonly odometerMetres?: number | null;
  /** Where the rider waits for the second cab. */
  readonly point?: GeoPoint | null;
  readonly override?: OverrideCommand | null;
}

@Injectable()
export class ReportBreakdown {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, command: BreakdownCommand, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const { reason, odometerMetres = null, point = null, override } = command;
    const options = { override, changesEngagement: true, changesAccount: false };
    const { ride } = await this.steps.byDriver(rideId, principal, options, (found, authority) =>
      found.breakDown({ reason, odometerMetres, point }, authority, now),
    );
    return ride;
  }
}
