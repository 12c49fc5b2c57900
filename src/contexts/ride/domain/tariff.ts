import { Column, Entity, PrimaryColumn } from 'typeorm';
import { assertTariffTerms, type TariffTerms } from '../../../kernel/tariff-terms';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { Aggregate } from '../../../platform/events/aggregate';
import { TariffAdded, TariffEnded } from '../contracts/ride-terms-events';
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

/** Never edited: another price is another tariff, after this one has ended. Rides keep the terms they were quoted under. */
@Entity({ schema: 'ride', name: 'tariffs' })
export class Tariff extends Aggregate implements EffectiveTariff {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('int')
  version: number;

  @Column('text', { name: 'city_code' })
  cityCode: string;

  @Column('text', { name: 'vehicle_class' })
  vehicleClass: VehicleClass;

  @Column('text', { name: 'trip_type' })
  tripType: TripType;

  @Column('timestamptz', { name: 'effective_from' })
  effectiveFrom: Date;

  @Column('timestamptz', { name: 'effective_to' })
  effectiveTo: Date | null;

  @Column('jsonb')
  terms: TariffTerms;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** @throws DomainError `invalid_tariff_terms`, and those of `assertFits` with the others of its scope. */
  static add(
    tariff: EffectiveTariff & { organizationId: string },
    others: readonly EffectiveTariff[],
    now: Date,
  ): Tariff {
    assertTariffTerms(tariff.terms);
    assertFits(others, tariff);
    const added = Object.assign(new Tariff(), tariff, { createdAt: now });
    const { id: tariffId, effectiveFrom, effectiveTo, terms } = tariff;
    const period = { effectiveFrom: effectiveFrom.toISOString(), effectiveTo: effectiveTo?.toISOString() ?? null };
    added.record(new TariffAdded(tariffId, { tariffId, ...scopeOf(tariff), ...period, terms }, now));
    return added;
  }

  /**
   * Ends it at that moment, or before it begins: then it was never in force.
   * @throws DomainError `tariff_end_in_past` (rule), `tariff_already_ended` (conflict).
   */
  end(at: Date, reason: string, now: Date): void {
    if (at < now) throw ruleNotMet('tariff_end_in_past', 'A tariff ends now or later: fares were computed by it.');
    const effectiveTo = at < this.effectiveFrom ? this.effectiveFrom : at;
    if (this.effectiveTo !== null && this.effectiveTo <= effectiveTo) {
      throw refusedByState('tariff_already_ended', `This tariff ends at ${this.effectiveTo.toISOString()} already.`);
    }
    this.effectiveTo = effectiveTo;
    const said = { tariffId: this.id, effectiveTo: effectiveTo.toISOString(), reason };
    this.record(new TariffEnded(this.id, said, now));
  }
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
  // One that was ended before it began was never in force.
  const neverInForce = [a, b].some((each) => each.effectiveTo?.getTime() === each.effectiveFrom.getTime());
  return (
    !neverInForce &&
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
