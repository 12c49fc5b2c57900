import { Injectable } from '@nestjs/common';
import type { TariffTerms } from '../../../kernel/tariff-terms';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { Configuration } from '../../../platform/config/configuration';
import { assertBookable, assertPickupPlace } from '../domain/booking-rules';
import type { CancellationTerms } from '../domain/cancellation-terms';
import { type City, isInOrigin } from '../domain/city';
import type { Demand } from '../domain/demand';
import { type ExpectationSource, type Quote, quote, type QuotePlan } from '../domain/quote';
import { invalidRequest, ruleNotMet } from '../domain/ride-errors';
import type { StoredQuote } from '../domain/stored-quote';
import { NO_SURGE_PERMILLE, surged, surgePermille } from '../domain/surge';
import { selectTariff } from '../domain/tariff';
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
  readonly tariffId: string;
  /** By which it was computed: of a ride for now with the surge among the multipliers. */
  readonly terms: TariffTerms;
  readonly surgePermille: number;
  readonly pickupAt: Date;
  readonly policy: CancellationTerms;
}

const MINUTE_MILLISECONDS = 60_000;

/** What a booking would cost, or why it would be refused: a quote and a booking ask the same. */
@Injectable()
export class Pricing {
  constructor(
    private readonly priceBooks: PriceBooks,
    private readonly configuration: Configuration,
  ) {}

  /**
   * As quoted, where a quote is given; what else can refuse a booking still does.
   * @throws DomainError those of `assertBookable` and `quote`; `unknown_city`, `pickup_outside_city`, `no_tariff_in_force`.
   */
  async offer(plan: PricedPlan, now: Date, quoted: StoredQuote | null = null): Promise<Offer> {
    const { vehicleClass, tripType, demand } = plan;
    // Of a ride for now, the tariff is that of the request.
    const at = plan.pickupAt ?? now;
    const { cities, tariffs, policy, surges } = await this.priceBooks.read({ vehicleClass, tripType, at, now });
    const city = cityOf(quoted ? { ...plan, cityCode: quoted.cityCode } : plan, cities);
    const pickupAt = plan.pickupAt ?? new Date(now.getTime() + city.onDemand.promiseMinutes * MINUTE_MILLISECONDS);
    const timed = { ...plan, pickupAt };
    assertBookable(timed, city, demand, now);
    if (quoted) return { city, pickupAt, policy, ...asQuoted(quoted) };
    const tariff = selectTariff(tariffs, { cityCode: city.code, vehicleClass, tripType }, at);
    const permille = demand === 'now' ? surgePermille(surges, city.code, vehicleClass) : NO_SURGE_PERMILLE;
    const terms = demand === 'now' ? surged(tariff.terms, permille) : tariff.terms;
    const kilometresPerHour = city.kilometresPerHour ?? this.configuration.routing.cityKilometresPerHour;
    const priced = quote(timed, terms, kilometresPerHour);
    return { city, tariffId: tariff.id, terms, surgePermille: permille, pickupAt, policy, ...priced };
  }
}

function asQuoted(quoted: StoredQuote): Quote & Pick<Offer, 'tariffId' | 'terms' | 'surgePermille'> {
  const { tariffId, terms, surgePermille, expectedMetres: metres, expectedMinutes: minutes } = quoted;
  const source = quoted.expectationSource as ExpectationSource;
  const fare = { totalPaise: quoted.farePaise, lines: quoted.fareLines };
  return { tariffId, terms, surgePermille, expectation: { metres, minutes, source }, fare };
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
