import { DomainError } from '../platform/errors/domain-error';
import { assertTimeZone, FLEET_TIME_ZONE } from './local-day';

/** A price for a block of time and distance; what goes beyond it costs the tariff's kilometre and minute rates. */
export interface RentalPackage {
  readonly code: string;
  readonly pricePaise: number;
  readonly includedMinutes: number;
  readonly includedMetres: number;
}

/** A factor on the ride fare in permille: 1300 is a surge of 30 %, 900 a discount of 10 %. */
export interface FareMultiplier {
  readonly code: string;
  readonly permille: number;
}

/**
 * Everything a fare is computed with, as plain JSON: a tariff stores it, a quote freezes it, an event carries it.
 * Defaults and conventions are those of docs/rules-of-the-road.md.
 */
export interface TariffTerms {
  /** IANA zone in which nights begin and outstation days are counted. */
  readonly timeZone: string;
  readonly basePaise: number;
  /** Distance the base covers: at least 3,000 m wherever there is a base (MVAG 2025). */
  readonly includedMetres: number;
  readonly includedMinutes: number;
  readonly perKilometrePaise: number;
  readonly perMinutePaise: number;
  readonly waitingFreeMinutes: number;
  readonly waitingBlockMinutes: number;
  /** For each begun block beyond the free minutes. */
  readonly waitingPerBlockPaise: number;
  /** The night as minutes after local midnight, start included, end not; it may span midnight. Equal: no night. */
  readonly nightStartMinute: number;
  readonly nightEndMinute: number;
  readonly nightSurchargePermille: number;
  readonly airportFeePaise: number;
  readonly rentalPackages: readonly RentalPackage[];
  /** An outstation trip is charged at least this distance for each local calendar day it touches. */
  readonly outstationMinimumMetresPerDay: number;
  readonly driverAllowancePerDayPaise: number;
  readonly multipliers: readonly FareMultiplier[];
  /** Bounds on all multipliers together: 0.5× to 2× of the fare (MVAG 2025). */
  readonly multiplierFloorPermille: number;
  readonly multiplierCapPermille: number;
}

export const RENTAL_8_HOURS_80_KILOMETRES = 'PKG_8H_80KM';
export const RENTAL_12_HOURS_120_KILOMETRES = 'PKG_12H_120KM';

/** The conventions with no price in them: a tariff spreads these and adds its rates. */
export const DEFAULT_TERMS: TariffTerms = {
  timeZone: FLEET_TIME_ZONE,
  basePaise: 0,
  includedMetres: 3_000,
  includedMinutes: 0,
  perKilometrePaise: 0,
  perMinutePaise: 0,
  waitingFreeMinutes: 45,
  waitingBlockMinutes: 30,
  waitingPerBlockPaise: 100_00,
  nightStartMinute: 23 * 60,
  nightEndMinute: 5 * 60,
  nightSurchargePermille: 250,
  airportFeePaise: 0,
  rentalPackages: [],
  outstationMinimumMetresPerDay: 250_000,
  driverAllowancePerDayPaise: 0,
  multipliers: [],
  multiplierFloorPermille: 500,
  multiplierCapPermille: 2_000,
};

const LARGEST_RATE_PAISE = 100_000_000;
const LARGEST_DISTANCE_METRES = 10_000_000;
const LARGEST_MINUTES = 100_000;
const MVAG_BASE_METRES = 3_000;
const LAST_MINUTE_OF_DAY = 24 * 60 - 1;

/** @throws DomainError `invalid_tariff_terms`, with every wrong field named in the message and in `details.fields`. */
export function assertTariffTerms(terms: TariffTerms): void {
  const wrong = new Map<string, string>();
  const whole = (field: string, value: number, least: number, most: number): void => {
    const right = Number.isSafeInteger(value) && value >= least && value <= most;
    if (!right) wrong.set(field, `must be a whole number from ${least} to ${most}`);
  };

  for (const field of ['basePaise', 'perKilometrePaise', 'perMinutePaise', 'waitingPerBlockPaise'] as const) {
    whole(field, terms[field], 0, LARGEST_RATE_PAISE);
  }
  for (const field of ['airportFeePaise', 'driverAllowancePerDayPaise'] as const) {
    whole(field, terms[field], 0, LARGEST_RATE_PAISE);
  }
  whole('includedMetres', terms.includedMetres, terms.basePaise > 0 ? MVAG_BASE_METRES : 0, LARGEST_DISTANCE_METRES);
  whole('includedMinutes', terms.includedMinutes, 0, LARGEST_MINUTES);
  whole('waitingFreeMinutes', terms.waitingFreeMinutes, 0, LARGEST_MINUTES);
  whole('waitingBlockMinutes', terms.waitingBlockMinutes, 1, LARGEST_MINUTES);
  whole('nightStartMinute', terms.nightStartMinute, 0, LAST_MINUTE_OF_DAY);
  whole('nightEndMinute', terms.nightEndMinute, 0, LAST_MINUTE_OF_DAY);
  whole('nightSurchargePermille', terms.nightSurchargePermille, 0, 1_000);
  whole('outstationMinimumMetresPerDay', terms.outstationMinimumMetresPerDay, 0, LARGEST_DISTANCE_METRES);
  whole('multiplierFloorPermille', terms.multiplierFloorPermille, 1, 1_000);
  whole('multiplierCapPermille', terms.multiplierCapPermille, 1_000, 10_000);
  terms.multipliers.forEach((multiplier, index) => {
    whole(`multipliers[${index}].permille`, multiplier.permille, 1, 10_000);
  });
  terms.rentalPackages.forEach((rental, index) => {
    whole(`rentalPackages[${index}].pricePaise`, rental.pricePaise, 0, LARGEST_RATE_PAISE);
    whole(`rentalPackages[${index}].includedMinutes`, rental.includedMinutes, 1, LARGEST_MINUTES);
    whole(`rentalPackages[${index}].includedMetres`, rental.includedMetres, 1, LARGEST_DISTANCE_METRES);
  });
  if (new Set(terms.rentalPackages.map((rental) => rental.code)).size < terms.rentalPackages.length) {
    wrong.set('rentalPackages', 'must name each package once');
  }
  try {
    assertTimeZone(terms.timeZone);
  } catch {
    wrong.set('timeZone', 'must be an IANA time zone such as Asia/Kolkata');
  }

  if (wrong.size === 0) return;
  const sentences = [...wrong].map(([field, rule]) => `${field} ${rule}`);
  throw new DomainError('invalid', 'invalid_tariff_terms', `The tariff is not usable: ${sentences.join('; ')}.`, {
    fields: Object.fromEntries(wrong),
  });
}
