import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Ride } from '../domain/ride';
import { RideSteps } from './ride-steps';

@Injectable()
export class UnlockStart {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, { reason }: { readonly reason: string }, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const { ride } = await this.steps.take(
      rideId,
      principal,
      { changesEngagement: false, changesAccount: false },
      (found) => found.unlockStart(principal.userId, reason, now),
    );
    return ride;
  }
}
