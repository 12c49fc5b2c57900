import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { PaymentMode } from '../../../kernel/payment-mode';
import { normalisePhone } from '../../../kernel/phone';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RideOverdueCheckSet } from '../contracts/ride-events';
import { Ride } from '../domain/ride';
import { invalidRequest } from '../domain/ride-errors';
import { overdueAt } from '../domain/ride-times';
import { assertQuoteHolds, tripOf } from '../domain/stored-quote';
import { Quotes } from '../persistence/quotes';
import { Rides } from '../persistence/rides';
import { Riders } from '../projections/riders';
import { planOf, type PlanCommand } from './plan-command';
import { Pricing } from './pricing';
import { riderOf } from './rider-of';

export interface BookRideCommand extends PlanCommand {
  /** Left out, the rider himself. */
  readonly passenger?: { readonly name: string; readonly phone: string };
  /** Whose account it goes on; a rider asks for himself. */
  readonly riderId?: string;
  readonly paymentMode: PaymentMode;
  /** Priced as quoted then. */
  readonly quoteId?: string;
}

@Injectable()
export class BookRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pricing: Pricing,
    private readonly quotes: Quotes,
    private readonly riders: Riders,
    private readonly rides: Rides,
  ) {}

  /**
   * Whether the rider may ride at all is asked before anything else, under the lock by which completed fares reach him.
   * @throws DomainError those of `riderOf`, `Riders.eligible`, `planOf` and `Pricing.offer`; `passenger_missing`,
   *   `quote_not_found`, and those of `assertQuoteHolds`.
   */
  async execute(command: BookRideCommand, principal: Principal): Promise<Ride> {
    const organizationId = organizationOf(principal);
    const riderId = riderOf(command, principal);
    const plan = planOf(command);
    const now = this.clock.now();
    const rideId = uuidv7();
    const locks = [
      // Whoever searches a driver in this transaction relies on it.
      ...(plan.demand === 'now' ? [lock('ride', rideId)] : []),
      ...(riderId === null ? [] : [lock('rider', riderId)]),
    ];
    const book = async (): Promise<Ride> => {
      const rider = riderId === null ? null : await this.riders.eligible(riderId);
      const passenger = command.passenger ?? rider;
      if (!passenger) {
        throw invalidRequest('passenger_missing', 'A ride for nobody’s account needs its passenger’s name and phone.');
      }
      const quoted = command.quoteId === undefined ? null : await this.quotes.of(principal.userId, command.quoteId);
      if (quoted) assertQuoteHolds(quoted, tripOf(plan), now);
      const offer = await this.pricing.offer(plan, now, quoted);
      const { city, tariffId, terms, pickupAt, expectation, fare, policy } = offer;
      const ride = Ride.book({
        id: rideId,
        organizationId,
        code: '',
        cityCode: city.code,
        timeZone: city.timeZone,
        windows: city.windows,
        vehicleClass: plan.vehicleClass,
        tripType: plan.tripType,
        pickupAt,
        pickup: command.pickup,
        drop: command.drop ?? null,
        stops: command.stops ?? [],
        passengerName: passenger.name,
        passengerPhone: normalisePhone(passenger.phone),
        paymentMode: command.paymentMode,
        rentalPackageCode: plan.rentalPackageCode,
        expectedMetres: expectation.metres,
        expectedMinutes: expectation.minutes,
        expectationSource: expectation.source,
        tariffId,
        tariffTerms: terms,
        quotedFarePaise: fare.totalPaise,
        quotedFareLines: fare.lines,
        bookedAt: now,
        bookedBy: principal.userId,
        riderId,
        demand: plan.demand,
        cancellationPolicy: policy,
        quoteId: quoted?.id ?? null,
      });
      await this.rides.add(ride);
      const dueAt = overdueAt(ride.pickupAt);
      const check = new RideOverdueCheckSet(ride.id, { rideId: ride.id, dueAt: dueAt.toISOString() }, now);
      await this.unitOfWork.schedule(check, dueAt);
      return ride;
    };
    return this.unitOfWork.run(book, { locks });
  }
}
