import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Authority } from '../domain/authority';
import type { Ride } from '../domain/ride';
import { invalidRequest } from '../domain/ride-errors';
import { Rides } from '../persistence/rides';
import { DriverPlaces } from '../projections/driver-places';
import { ridePermissions } from '../ride.permissions';
import { isRider } from './rider-of';

/** Which rules an operator sets aside; none is also an answer: he acts in the driver's place, within the rules. */
export interface OverrideCommand {
  readonly waives: readonly ('time' | 'place' | 'code')[];
  readonly reason: string;
}

export interface StepOptions<Asked = undefined> {
  /**
   * Whether the driver's engagement changes with the ride: then whoever decides about the driver must wait. Nobody decides
   * about a vehicle by its engagement (docs/decisions/assignment.md), so its lock is not needed.
   */
  readonly changesEngagement: boolean;
  /** Whether the rider's account changes with the ride: then his next request must wait for what it reads of it. */
  readonly changesAccount: boolean;
  /** What the step must know of others: asked of them once the ride is held, and before it changes. */
  readonly ask?: (ride: Ride) => Promise<Asked>;
}

export interface Step<R> {
  readonly ride: Ride;
  readonly result: R;
}

/** Takes one ride one step on: under the locks the step needs, on the authority of its driver or of an operator. */
@Injectable()
export class RideSteps {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
    private readonly places: DriverPlaces,
  ) {}

  /**
   * @throws DomainError `ride_not_found`, also for another driver's ride; `permission_missing`, `override_missing`.
   */
  async byDriver<R, Asked = undefined>(
    rideId: string,
    principal: Principal,
    options: StepOptions<Asked> & { readonly override: OverrideCommand | null | undefined },
    step: (ride: Ride, authority: Authority, asked: Asked) => R,
  ): Promise<Step<R>> {
    const authority = authorityOf(principal, options.override ?? null);
    return this.take(rideId, principal, options, (ride, asked: Asked) => step(ride, authority, asked));
  }

  /**
   * The step of somebody whom his permission alone entitles; a driver still reaches only his own rides, and a rider those
   * on his account, where the step is one that riders take.
   */
  async take<R, Asked = undefined>(
    rideId: string,
    principal: Principal,
    { changesEngagement, changesAccount, ask, riders = false }: StepOptions<Asked> & { readonly riders?: boolean },
    step: (ride: Ride, asked: Asked) => R,
  ): Promise<Step<R>> {
    organizationOf(principal);
    const { driverId } = principal;
    const locks = [lock('ride', rideId), ...(driverId === null ? [] : [lock('driver', driverId)])];
    return this.unitOfWork.run(
      async () => {
        const ride = await this.rides.get(rideId);
        if (!(riders && ride.riderId === principal.userId)) {
          const others = driverId === null ? isRider(principal) : ride.driverId !== driverId;
          if (others) throw notFound('ride', rideId);
          await this.places.assertVisible(principal, ride);
        }
        if (changesEngagement && ride.driverId !== null) {
          await this.unitOfWork.lock([lock('driver', ride.driverId)]);
        }
        if (changesAccount && ride.riderId !== null) await this.unitOfWork.lock([lock('rider', ride.riderId)]);
        const asked = (await ask?.(ride)) as Asked;
        const result = await this.rides.change(ride, (found) => step(found, asked));
        return { ride, result };
      },
      { locks },
    );
  }
}

function authorityOf(principal: Principal, override: OverrideCommand | null): Authority {
  const { userId } = principal;
  if (principal.driverId !== null && override === null) return { userId, override: null };
  if (!principal.permissions.has(ridePermissions.override)) {
    throw new DomainError(
      'forbidden',
      'permission_missing',
      `Only its driver takes a ride’s step; in his place it needs the permission ${ridePermissions.override}.`,
      { permission: ridePermissions.override },
    );
  }
  if (override === null) {
    throw invalidRequest(
      'override_missing',
      'Whoever acts in the driver’s place gives an override: its reason, and the rules it waives, if any.',
    );
  }
  const { waives, reason } = override;
  const rules = waives.filter((rule) => rule !== 'code');
  return { userId, override: { waives: rules, reason, waivesCode: waives.includes('code') } };
}
