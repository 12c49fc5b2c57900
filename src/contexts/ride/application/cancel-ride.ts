import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import type { CancellationActor, CancellationReason } from '../domain/cancellation';
import type { Ride } from '../domain/ride';
import { ridePermissions } from '../ride.permissions';
import { RideSteps } from './ride-steps';

export interface CancelCommand {
  readonly reasonCode: CancellationReason;
  readonly note?: string | null;
}

@Injectable()
export class CancelRide {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, command: CancelCommand, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const { ride } = await this.steps.take(
      rideId,
      principal,
      { changesEngagement: true, changesAccount: true, riders: true },
      (found) => {
        if (found.isUnderWayWithRider) assertMayCancelUnderWay(principal);
        const actor = actorOf(found, principal);
        found.cancel({ actor, reason: command.reasonCode, note: command.note ?? null }, now);
      },
    );
    return ride;
  }
}

function actorOf(ride: Ride, principal: Principal): CancellationActor {
  if (principal.driverId !== null && ride.driverId === principal.driverId) return 'DRIVER';
  return ride.riderId === principal.userId ? 'RIDER' : 'OPERATOR';
}

function assertMayCancelUnderWay({ permissions }: Principal): void {
  const permission = ridePermissions.cancelUnderWay;
  if (permissions.has(permission)) return;
  throw new DomainError(
    'forbidden',
    'permission_missing',
    `Cancelling a ride under way needs the permission ${permission}.`,
    { permission },
  );
}
