import { Injectable } from '@nestjs/common';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type CancellationTerms, DEFAULT_CANCELLATION_TERMS } from '../domain/cancellation-terms';
import { type City, DELHI_NCR } from '../domain/city';
import type { SurgeInForce } from '../domain/surge';
import type { EffectiveTariff } from '../domain/tariff';

export interface PriceBook {
  readonly cities: readonly City[];
  /** Of the class and trip type, in force at that moment, in whichever city. */
  readonly tariffs: readonly EffectiveTariff[];
  /** In force now; the defaults where the organization has none. */
  readonly policy: CancellationTerms;
  /** In force now, for the class or for all. */
  readonly surges: readonly SurgeInForce[];
}

export interface PriceQuestion {
  readonly vehicleClass: VehicleClass;
  readonly tripType: TripType;
  /** The tariff's moment. */
  readonly at: Date;
  readonly now: Date;
}

type StoredTariff = Omit<EffectiveTariff, 'effectiveFrom' | 'effectiveTo'> & {
  effectiveFrom: string;
  effectiveTo: string | null;
};

interface StoredBook {
  cities: City[] | null;
  tariffs: StoredTariff[] | null;
  policy: CancellationTerms | null;
  surges: SurgeInForce[] | null;
}

const READ: Statement = {
  name: 'ride.price_book.read',
  text: `SELECT
    (SELECT jsonb_agg(jsonb_build_object('code', code, 'name', name, 'timeZone', time_zone, 'origin', origin,
                                         'leadDays', lead_days, 'windows', windows, 'onDemand', on_demand,
                                         'kilometresPerHour', kilometres_per_hour, 'matching', matching) ORDER BY code)
     FROM ride.cities WHERE organization_id = $1) AS cities,
    (SELECT jsonb_agg(jsonb_build_object('id', id, 'cityCode', city_code, 'vehicleClass', vehicle_class, 'tripType', trip_type,
                                         'effectiveFrom', effective_from, 'effectiveTo', effective_to, 'terms', terms))
     FROM ride.tariffs WHERE organization_id = $1 AND vehicle_class = $2 AND trip_type = $3
       AND effective_from <= $4 AND (effective_to IS NULL OR effective_to > $4)) AS tariffs,
    (SELECT terms FROM ride.cancellation_policies
     WHERE organization_id = $1 AND effective_from <= $5 AND (effective_to IS NULL OR effective_to > $5)) AS policy,
    (SELECT jsonb_agg(jsonb_build_object('cityCode', city_code, 'vehicleClass', vehicle_class,
                                         'multiplierPermille', multiplier_permille))
     FROM ride.surges WHERE organization_id = $1 AND (vehicle_class IS NULL OR vehicle_class = $2)
       AND effective_from <= $5 AND effective_to > $5) AS surges`,
};

/** What a booking is judged and priced by, in one statement. */
@Injectable()
export class PriceBooks {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The cities are Delhi NCR by its defaults where the organization has configured none. */
  async read({ vehicleClass, tripType, at, now }: PriceQuestion): Promise<PriceBook> {
    const values = [this.unitOfWork.organizationId, vehicleClass, tripType, at, now];
    const [row] = await this.unitOfWork.rows<StoredBook & object>(READ, values);
    const tariffs = (row!.tariffs ?? []).map((tariff) => ({
      ...tariff,
      effectiveFrom: new Date(tariff.effectiveFrom),
      effectiveTo: tariff.effectiveTo === null ? null : new Date(tariff.effectiveTo),
    }));
    const { cities, policy, surges } = row!;
    return {
      cities: cities ?? [DELHI_NCR],
      tariffs,
      policy: policy ?? DEFAULT_CANCELLATION_TERMS,
      surges: surges ?? [],
    };
  }
}
