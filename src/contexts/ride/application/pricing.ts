import { Injectable } from '@nestjs/common';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { assertBookable, assertPickupPlace } from '../domain/booking-rules';
import type { CancellationTerms } from '../domain/cancellation-terms';
import { type City, isInOrigin } from '../domain/city';
import type { Demand } from '../domain/ride-booking';
import { type Quote, quote, type QuotePlan } from '../domain/quote';
import { invalidRequest, ruleNotMet } from '../domain/ride-errors';
import { type EffectiveTariff, selectTariff } from '../domain/tariff';
import { PriceBooks } from '../persistence/price-books';

export interface PricedPlan extends Omit<QuotePlan, 'pickupAt'> {
  readonly demand: Demand;
  /** Null for now: then it is as the city promises. */
  readonly pickupAt: Date | null;
  readonly vehicleClass: VehicleClass;
  /** Null: the city in whose polygon the pickup lies. */
  readonly cityCode: string | null;
}

export interface Offer extends Quote {
  readonly city: City;
  readonly tariff: EffectiveTariff;
  readonly pickupAt: Date;
  readonly policy: CancellationTerms;
}

const MINUTE_MILLISECONDS = 60_000;

/** What a booking would cost, or why it would be refused: a quote and a booking ask the same. */
@Injectable()
export class Pricing {
  constructor(private readonly priceBooks: PriceBooks) {}

  /** @throws DomainError those of `assertBookable` and `quote`; `unknown_city`, `pickup_outside_city`, `no_tariff_in_force`. */
  async offer(plan: PricedPlan, now: Date): Promise<Offer> {
    const { vehicleClass, tripType, demand } = plan;
    // Of a ride for now, the tariff is that of the request.
    const at = plan.pickupAt ?? now;
    const { cities, tariffs, policy } = await this.priceBooks.read({ vehicleClass, tripType, at, now });
    const city = cityOf(plan, cities);
    const pickupAt = plan.pickupAt ?? new Date(now.getTime() + city.onDemand.promiseMinutes * MINUTE_MILLISECONDS);
    const timed = { ...plan, pickupAt };
    assertBookable(timed, city, demand, now);
    const tariff = selectTariff(tariffs, { cityCode: city.code, vehicleClass, tripType }, at);
    return { city, tariff, pickupAt, policy, ...quote(timed, tariff.terms) };
  }
}

function cityOf({ cityCode, pickup }: PricedPlan, cities: readonly City[]): City {
  if (cityCode !== null) {
    const named = cities.find((city) => city.code === cityCode);
    if (named) return named;
    const known = cities.map((city) => city.code).join(', ');
    throw invalidRequest('unknown_city', `There is no city ${cityCode} here; there are ${known}.`);
  }
  const around = cities.find((city) => isInOrigin(city, pickup));
  if (around) return around;
  if (cities.length === 1) assertPickupPlace(pickup, cities[0]!);
  const names = cities.map((city) => city.name).join(', ');
  throw ruleNotMet('pickup_outside_city', `The pickup point lies in none of the cities where rides begin: ${names}.`);
}
