import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound, RememberedRefusal } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { rideAlreadyAssigned } from '../domain/assignment-errors';
import { earlierRideLost } from '../domain/earlier-ride';
import { promisedPickup } from '../domain/engagement';
import { DriversAtHand } from '../persistence/drivers-at-hand';
import { EarlierRides } from '../persistence/earlier-rides';
import { Offers } from '../persistence/offers';
import { callingDriver } from './calling-driver';
import { type EngagedDriver, EngageDriver } from './engage-driver';

/** A driver answers for himself, whatever fleet he is of. */
const EVERYWHERE = { fleetIds: null, hubIds: null };

/** The driver takes the ride: the offer is accepted, he and his cab are held, and the search is over, all or nothing. */
@Injectable()
export class AcceptOffer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly offers: Offers,
    private readonly driversAtHand: DriversAtHand,
    private readonly earlierRides: EarlierRides,
    private readonly engageDriver: EngageDriver,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError not_found, also for another driver's offer; `offer_lapsed`; `offer_not_open` with its status; and
   * whatever refuses the driver, as in assigning, or `earlier_ride_lost`: then the offer is taken back, and the search goes on to the next
   */
  async execute(offerId: string, principal: Principal): Promise<EngagedDriver> {
    const { driverId, organizationId } = callingDriver(principal);
    const engaged = await this.unitOfWork.run(async () => {
      const whereabouts = await this.offers.whereabouts(offerId, organizationId);
      if (whereabouts?.driverId !== driverId) throw notFound('offer', offerId);
      const { rideId } = whereabouts;
      await this.unitOfWork.lock([lock('ride', rideId), lock('driver', driverId)]);
      const now = this.clock.now();
      const offer = await this.offers.get(offerId);
      offer.assertAnswerable(now);
      const { afterRideId } = offer;
      const earlier = afterRideId && (await this.earlierRides.of(afterRideId, driverId, now));
      const rest = earlier && earlier.state === 'under_way' ? earlier.rest : null;
      const free = rest?.freeAt ?? now;
      const facts = await this.driversAtHand.factsFor(rideId, driverId, organizationId, EVERYWHERE, free);
      if (facts.engagedDriverId !== null) throw rideAlreadyAssigned(rideId);
      // What is left of the ride before counts anew: it may be over sooner or later than it seemed.
      const seconds = earlier ? offer.waySeconds + (rest?.remainingSeconds ?? 0) : offer.pickupSeconds;
      const promisedPickupAt = facts.ride && promisedPickup(seconds, facts.ride, now);
      const refusal =
        earlier && earlier.state === 'lost'
          ? earlierRideLost(afterRideId)
          : this.engageDriver.refusal(facts, { promisedPickupAt, rest }, now);
      if (refusal) {
        await this.offers.change(offer, (open) => open.refuse(refusal.message, now));
        return new RememberedRefusal(refusal);
      }
      await this.offers.change(offer, (open) => open.accept(now));
      const terms = { rideId, driverId, organizationId, assignedBy: principal.userId, takenFrom: null };
      return this.engageDriver.execute(facts, { ...terms, promisedPickupAt, rest }, now);
    });
    if (engaged instanceof RememberedRefusal) throw engaged;
    return engaged;
  }
}
