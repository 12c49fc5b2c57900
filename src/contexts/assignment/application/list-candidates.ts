import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type DriverAtHand, refusalsOf } from '../domain/assignability';
import { plannedWindow } from '../domain/engagement';
import type { Refusal } from '../domain/refusal';
import { DriversAtHand } from '../persistence/drivers-at-hand';

export interface Candidate {
  readonly driver: DriverAtHand;
  /** Every one; none when he can take the ride. */
  readonly refusals: readonly Refusal[];
}

/** A hint for the operator, judged as assigning would judge now; only assigning decides. */
@Injectable()
export class ListCandidates {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly driversAtHand: DriversAtHand,
    private readonly clock: Clock,
  ) {}

  async execute(rideId: string, page: PageRequest, principal: Principal): Promise<Page<Candidate>> {
    const organizationId = organizationOf(principal);
    const now = this.clock.now();
    const range = { afterId: decodeCursor(page.after)?.id ?? null, limit: page.limit + 1 };
    return this.unitOfWork.run(async () => {
      const ride = await this.driversAtHand.ride(rideId, organizationId);
      if (!ride) throw notFound('ride', rideId);
      const window = plannedWindow(ride.pickupAt, ride.expectedMinutes, now);
      const drivers = await this.driversAtHand.candidates(rideId, organizationId, principal, now, range);
      return pageOf(
        drivers,
        page.limit,
        ({ driverId }) => encodeCursor(driverId),
        (driver) => ({ driver, refusals: refusalsOf(driver, ride, window, now) }),
      );
    });
  }
}
