import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_CITY_TERMS } from '../../../kernel/city-terms';
import type { GeoPoint } from '../../../kernel/geo-point';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { SearchReason } from '../contracts/assignment-events';
import { rideAlreadyAssigned, rideClosed } from '../domain/assignment-errors';
import { pickupUnknown } from '../domain/offer-errors';
import { Search } from '../domain/search';
import { MatchingPolicies } from '../persistence/matching-policies';
import { Searches } from '../persistence/searches';
import { RideBook } from '../projections/ride-book';
import { PlanWindow } from './plan-window';

/** Who is gone, where the ride had a driver. */
export interface SearchAgain {
  readonly organizationId: string;
  readonly rideId: string;
  readonly reason: SearchReason;
  /** Whom the ride was taken from: he is never offered it again. Null where nobody had it. */
  readonly excludedDriverId: string | null;
  /** Where the cab stands that has just broken down with the rider aboard. */
  readonly from?: GeoPoint;
}

/** Begins the search of a driver; its first round follows the commit. */
@Injectable()
export class StartSearch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: RideBook,
    private readonly policies: MatchingPolicies,
    private readonly searches: Searches,
    private readonly planWindow: PlanWindow,
    private readonly clock: Clock,
  ) {}

  /**
   * An operator asks for it, also for a ride of a later time.
   * @throws DomainError not_found, `ride_closed`, `ride_already_assigned`, `search_open`, `pickup_unknown`; and whatever the
   * ride's own state has against it
   */
  async execute(rideId: string, principal: Principal): Promise<Search> {
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(
      () =>
        this.begin({ organizationId, rideId, reason: 'asked_by_operator', excludedDriverId: null }, this.clock.now()),
      { locks: [lock('ride', rideId)] },
    );
  }

  /** For a ride whose driver is gone. The caller holds the ride's lock, and has ended the engagement. */
  async again(rideId: string, reason: SearchReason, excludedDriverId: string | null, from?: GeoPoint): Promise<Search> {
    const organizationId = this.unitOfWork.organizationId!;
    return this.begin({ organizationId, rideId, reason, excludedDriverId, from }, this.clock.now());
  }

  /** In the transaction of the caller, who holds the ride's lock or has just made the ride. */
  async begin(terms: SearchAgain, now: Date): Promise<Search> {
    const { organizationId, rideId, reason, excludedDriverId, from } = terms;
    const booked = await this.rides.find(rideId, organizationId);
    if (!booked) throw notFound('ride', rideId);
    if (booked.closed) throw rideClosed(rideId);
    if (booked.engagedDriverId !== null) throw rideAlreadyAssigned(rideId);
    const brokenDown = from ?? (await this.searches.breakdownOfRide(rideId));
    const pickup = brokenDown ?? booked.ride?.pickup;
    if (!pickup) throw pickupUnknown(rideId);
    const policy = await this.policies.current(organizationId);
    const whose = { previousDriverId: excludedDriverId, excludedDriverId };
    const { city, cityTerms } = booked.ride ?? { city: '', cityTerms: DEFAULT_CITY_TERMS };
    const { mode, windowSeconds } = cityTerms.matching;
    const where = { pickup, isAtBreakdown: brokenDown !== null, city };
    const how = { windowSeconds: mode === 'batched' ? windowSeconds : null };
    const search = Search.start(
      { id: uuidv7(), organizationId, rideId, reason, ...whose, ...where, ...how },
      policy,
      now,
    );
    await this.searches.add(search);
    const endsAt = search.waitsUntil(policy);
    await this.unitOfWork.schedule(search.endPlanned(endsAt, now), endsAt);
    if (search.windowSeconds !== null) await this.planWindow.execute(search, now, now);
    return search;
  }
}
