import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TariffTerms } from '../../../kernel/tariff-terms';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { Aggregate } from '../../../platform/events/aggregate';
import { SurgeEnded, SurgeSet } from '../contracts/ride-terms-events';
import { invalidRequest } from './ride-errors';

/** Fares stay within 0.5× and 2× of the base, whatever multipliers come together (MVAG 2025; docs/rules-of-the-road.md). */
const LEAST_PERMILLE = 500;
const MOST_PERMILLE = 2_000;
export const NO_SURGE_PERMILLE = 1_000;

export interface NewSurge {
  readonly id: string;
  readonly organizationId: string;
  readonly cityCode: string;
  /** Null: every class that has no surge of its own. */
  readonly vehicleClass: VehicleClass | null;
  readonly multiplierPermille: number;
  readonly effectiveFrom: Date;
  /** Not included. */
  readonly effectiveTo: Date;
  readonly reason: string;
  readonly setBy: string;
}

/** A factor on the ride fare of rides asked for now, in one city over one time. */
@Entity({ schema: 'ride', name: 'surges' })
export class Surge extends Aggregate implements NewSurge {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('int')
  version: number;

  @Column('text', { name: 'city_code' })
  cityCode: string;

  @Column('text', { name: 'vehicle_class' })
  vehicleClass: VehicleClass | null;

  @Column('int', { name: 'multiplier_permille' })
  multiplierPermille: number;

  @Column('timestamptz', { name: 'effective_from' })
  effectiveFrom: Date;

  @Column('timestamptz', { name: 'effective_to' })
  effectiveTo: Date;

  @Column('text')
  reason: string;

  @Column('uuid', { name: 'set_by' })
  setBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** @throws DomainError `surge_out_of_range`, `invalid_surge_period`. */
  static set(surge: NewSurge, now: Date): Surge {
    const { multiplierPermille, effectiveFrom, effectiveTo, cityCode, vehicleClass, reason } = surge;
    if (!(multiplierPermille >= LEAST_PERMILLE && multiplierPermille <= MOST_PERMILLE)) {
      throw invalidRequest(
        'surge_out_of_range',
        `A surge is ${LEAST_PERMILLE} to ${MOST_PERMILLE} permille of the fare.`,
      );
    }
    if (!(effectiveTo > effectiveFrom && effectiveTo > now)) {
      throw invalidRequest('invalid_surge_period', 'A surge ends after it begins, and in the future.');
    }
    const set = Object.assign(new Surge(), surge, { createdAt: now });
    const period = { effectiveFrom: effectiveFrom.toISOString(), effectiveTo: effectiveTo.toISOString() };
    const said = { surgeId: surge.id, cityCode, vehicleClass, multiplierPermille, ...period, reason };
    set.record(new SurgeSet(set.id, said, now));
    return set;
  }

  /** Another takes its place from then on; what had not begun never will. */
  giveWay(at: Date, now: Date): void {
    this.effectiveTo = at < this.effectiveFrom ? this.effectiveFrom : at;
    this.record(new SurgeEnded(this.id, { surgeId: this.id, effectiveTo: this.effectiveTo.toISOString() }, now));
  }
}

export interface SurgeInForce {
  readonly cityCode: string;
  readonly vehicleClass: VehicleClass | null;
  readonly multiplierPermille: number;
}

/** The class's own before that of all classes; 1,000 where there is none. */
export function surgePermille(surges: readonly SurgeInForce[], cityCode: string, vehicleClass: VehicleClass): number {
  const ofCity = surges.filter((surge) => surge.cityCode === cityCode);
  const surge = ofCity.find((each) => each.vehicleClass === vehicleClass) ?? ofCity.find((each) => !each.vehicleClass);
  return surge?.multiplierPermille ?? NO_SURGE_PERMILLE;
}

/** The terms that a ride asked for now is quoted under and, since it keeps them, finally priced by. */
export function surged(terms: TariffTerms, permille: number): TariffTerms {
  const multipliers =
    permille === NO_SURGE_PERMILLE ? terms.multipliers : [...terms.multipliers, { code: 'SURGE', permille }];
  return {
    ...terms,
    multipliers,
    multiplierFloorPermille: Math.max(LEAST_PERMILLE, terms.multiplierFloorPermille),
    multiplierCapPermille: Math.min(MOST_PERMILLE, terms.multiplierCapPermille),
  };
}
