import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Ride } from '../domain/ride';
import { RideSteps } from './ride-steps';

export interface ReviewCommand {
  readonly distanceMetres: number;
  readonly startedAt?: Date | null;
  readonly endedAt?: Date | null;
  readonly tollsPaise?: number;
  readonly parkingPaise?: number;
  readonly reason: string;
}

@Injectable()
export class ReviewRide {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, command: ReviewCommand, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const correction = {
      distanceMetres: command.distanceMetres,
      startedAt: command.startedAt ?? undefined,
      endedAt: command.endedAt ?? undefined,
      tollsPaise: command.tollsPaise,
      parkingPaise: command.parkingPaise,
      operatorId: principal.userId,
      reviewedAt: now,
      note: command.reason,
    };
    const { ride } = await this.steps.take(
      rideId,
      principal,
      { changesEngagement: false, changesAccount: true },
      (found) => found.review(correction, now),
    );
    return ride;
  }
}
