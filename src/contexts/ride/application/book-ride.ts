import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { PaymentMode } from '../../../kernel/payment-mode';
import { normalisePhone } from '../../../kernel/phone';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RideOverdueCheckSet } from '../contracts/ride-events';
import { Ride } from '../domain/ride';
import { Rides } from '../persistence/rides';
import { planOf, type PlanCommand } from './plan-command';
import { Pricing } from './pricing';

export interface BookRideCommand extends PlanCommand {
  readonly passenger: { readonly name: string; readonly phone: string };
  readonly paymentMode: PaymentMode;
}

/** A ride that has not started this long after its pickup time is shown to an operator. */
const OVERDUE_AFTER_MILLISECONDS = 30 * 60_000;

@Injectable()
export class BookRide {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly pricing: Pricing,
    private readonly rides: Rides,
  ) {}

  async execute(command: BookRideCommand, principal: Principal): Promise<Ride> {
    const organizationId = organizationOf(principal);
    const now = this.clock.now();
    return this.unitOfWork.run(async () => {
      const plan = planOf(command);
      const { city, tariff, expectation, fare } = await this.pricing.offer(plan, now);
      const ride = Ride.book({
        id: uuidv7(),
        organizationId,
        code: '',
        cityCode: city.code,
        timeZone: city.timeZone,
        windows: city.windows,
        vehicleClass: plan.vehicleClass,
        tripType: plan.tripType,
        pickupAt: plan.pickupAt,
        pickup: command.pickup,
        drop: command.drop ?? null,
        stops: command.stops ?? [],
        passengerName: command.passenger.name,
        passengerPhone: normalisePhone(command.passenger.phone),
        paymentMode: command.paymentMode,
        rentalPackageCode: plan.rentalPackageCode,
        expectedMetres: expectation.metres,
        expectedMinutes: expectation.minutes,
        expectationSource: expectation.source,
        tariffId: tariff.id,
        tariffTerms: tariff.terms,
        quotedFarePaise: fare.totalPaise,
        quotedFareLines: fare.lines,
        bookedAt: now,
        bookedBy: principal.userId,
      });
      await this.rides.add(ride);
      const dueAt = new Date(ride.pickupAt.getTime() + OVERDUE_AFTER_MILLISECONDS);
      const check = new RideOverdueCheckSet(ride.id, { rideId: ride.id, dueAt: dueAt.toISOString() }, now);
      await this.unitOfWork.schedule(check, dueAt);
      return ride;
    });
  }
}
