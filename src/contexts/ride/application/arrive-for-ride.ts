import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import type { Ride } from '../domain/ride';
import { type OverrideCommand, RideSteps } from './ride-steps';

export interface ArriveCommand {
  /** Where the driver's device says it is; only an operator who waives the place arrives without. */
  readonly fix?: {
    readonly latitude: number;
    readonly longitude: number;
    readonly accuracyMetres: number;
    readonly fixedAt: Date;
  } | null;
  readonly override?: OverrideCommand | null;
}

@Injectable()
export class ArriveForRide {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, { fix, override }: ArriveCommand, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const position = fix
      ? {
          point: { latitude: fix.latitude, longitude: fix.longitude },
          accuracyMetres: fix.accuracyMetres,
          takenAt: fix.fixedAt,
        }
      : null;
    const { ride } = await this.steps.byDriver(
      rideId,
      principal,
      { override, changesEngagement: false, changesAccount: false },
      (found, authority) => found.arrive(position, authority, now),
    );
    return ride;
  }
}
