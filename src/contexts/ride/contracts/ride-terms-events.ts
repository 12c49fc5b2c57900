import type { TariffTerms } from '../../../kernel/tariff-terms';
import { DomainEvent } from '../../../platform/events/domain-event';

/** The whole of a city's configuration, as it is from now on. */
export class CityConfigured extends DomainEvent<{
  cityId: string;
  code: string;
  name: string;
  timeZone: string;
  origin: { latitude: number; longitude: number }[];
  leadDays: number;
  windows: Record<string, number>;
  /** Of rides asked for now: minutes promised and minutes a quote stands. */
  onDemand: Record<string, number>;
  /** Null: as fast as the service is configured for. */
  kilometresPerHour: number | null;
  /** How drivers are found for rides on demand. */
  matching: {
    mode: 'greedy' | 'batched';
    windowSeconds: number;
    waitingPercentPerMinute: number;
    lookAheadMinutes: number;
  };
}> {
  static override readonly type = 'ride.city_configured';
  static override readonly aggregateType = 'city';
}

export class TariffAdded extends DomainEvent<{
  tariffId: string;
  cityCode: string;
  vehicleClass: string;
  tripType: string;
  effectiveFrom: string;
  effectiveTo: string | null;
  terms: TariffTerms;
}> {
  static override readonly type = 'ride.tariff_added';
  static override readonly aggregateType = 'tariff';
}

export class TariffEnded extends DomainEvent<{ tariffId: string; effectiveTo: string; reason: string }> {
  static override readonly type = 'ride.tariff_ended';
  static override readonly aggregateType = 'tariff';
}

/** What cancelling and not coming cost, for rides booked from then on. Shares are permille of the fare, amounts paise. */
export class CancellationPolicyAdded extends DomainEvent<{
  policyId: string;
  effectiveFrom: string;
  effectiveTo: string | null;
  terms: Record<string, number>;
}> {
  static override readonly type = 'ride.cancellation_policy_added';
  static override readonly aggregateType = 'cancellation_policy';
}

/** Another begins there. */
export class CancellationPolicyEnded extends DomainEvent<{ policyId: string; effectiveTo: string }> {
  static override readonly type = 'ride.cancellation_policy_ended';
  static override readonly aggregateType = 'cancellation_policy';
}

/** Rides asked for now in that time are quoted with this factor; null: every class that has none of its own. */
export class SurgeSet extends DomainEvent<{
  surgeId: string;
  cityCode: string;
  vehicleClass: string | null;
  multiplierPermille: number;
  effectiveFrom: string;
  effectiveTo: string;
  reason: string;
}> {
  static override readonly type = 'ride.surge_set';
  static override readonly aggregateType = 'surge';
}

/** Another took its place. */
export class SurgeEnded extends DomainEvent<{ surgeId: string; effectiveTo: string }> {
  static override readonly type = 'ride.surge_ended';
  static override readonly aggregateType = 'surge';
}
