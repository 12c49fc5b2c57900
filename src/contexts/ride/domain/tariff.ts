import type { TariffTerms } from '../../../kernel/tariff-terms';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { invalidRequest, refusedByState, ruleNotMet } from './ride-errors';

/** What a tariff is for. */
export interface TariffScope {
  readonly cityCode: string;
  readonly vehicleClass: VehicleClass;
  readonly tripType: TripType;
}

/** Terms in force over [effectiveFrom, effectiveTo); an open end is null. */
export interface EffectiveTariff extends TariffScope {
  readonly id: string;
  readonly effectiveFrom: Date;
  readonly effectiveTo: Date | null;
  readonly terms: TariffTerms;
}

/**
 * The one tariff of the scope in force at that moment: the pickup time, for a quote and for the final fare.
 * @throws DomainError `no_tariff_in_force` (rule); `tariffs_overlap` (conflict) where two claim the moment.
 */
export function selectTariff<Tariff extends EffectiveTariff>(
  tariffs: readonly Tariff[],
  scope: TariffScope,
  at: Date,
): Tariff {
  const [tariff, second] = tariffs.filter((each) => sameScope(each, scope) && isInForce(each, at));
  if (!tariff) {
    throw ruleNotMet(
      'no_tariff_in_force',
      `No tariff is in force for ${describe(scope)} at ${at.toISOString()}; add one before booking.`,
      { ...scopeOf(scope), at: at.toISOString() },
    );
  }
  if (second) throw overlap(tariff, second);
  return tariff;
}

/**
 * A new tariff takes its place beside those in the books, and never over one of them.
 * @throws DomainError `tariffs_overlap` (conflict), `invalid_tariff_period` (invalid).
 */
export function assertFits(tariffs: readonly EffectiveTariff[], candidate: EffectiveTariff): void {
  if (candidate.effectiveTo !== null && !(candidate.effectiveTo > candidate.effectiveFrom)) {
    throw invalidRequest('invalid_tariff_period', 'The effectiveTo of a tariff must be after its effectiveFrom.');
  }
  const other = tariffs.find(
    (each) => each.id !== candidate.id && sameScope(each, candidate) && periodsOverlap(each, candidate),
  );
  if (other) throw overlap(candidate, other);
}

function isInForce(tariff: EffectiveTariff, at: Date): boolean {
  return at >= tariff.effectiveFrom && (tariff.effectiveTo === null || at < tariff.effectiveTo);
}

function periodsOverlap(a: EffectiveTariff, b: EffectiveTariff): boolean {
  return (
    (b.effectiveTo === null || a.effectiveFrom < b.effectiveTo) &&
    (a.effectiveTo === null || b.effectiveFrom < a.effectiveTo)
  );
}

function sameScope(a: TariffScope, b: TariffScope): boolean {
  return a.cityCode === b.cityCode && a.vehicleClass === b.vehicleClass && a.tripType === b.tripType;
}

function scopeOf({ cityCode, vehicleClass, tripType }: TariffScope): TariffScope {
  return { cityCode, vehicleClass, tripType };
}

function describe(scope: TariffScope): string {
  return `${scope.tripType} rides by ${scope.vehicleClass} in ${scope.cityCode}`;
}

function overlap(tariff: EffectiveTariff, other: EffectiveTariff) {
  return refusedByState(
    'tariffs_overlap',
    `Two tariffs for ${describe(tariff)} would be in force at once; end tariff ${other.id} first.`,
    { ...scopeOf(tariff), otherTariffId: other.id },
  );
}
