import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Ride } from '../domain/ride';
import { type OverrideCommand, RideSteps } from './ride-steps';

export interface NoShowCommand {
  readonly reason: string;
  readonly override?: OverrideCommand | null;
}

@Injectable()
export class ReportNoShow {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, { reason, override }: NoShowCommand, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const options = { override, changesEngagement: true, changesAccount: true };
    const { ride } = await this.steps.byDriver(rideId, principal, options, (found, authority) =>
      found.noShow(reason, authority, now),
    );
    return ride;
  }
}
