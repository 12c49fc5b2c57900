import { Injectable } from '@nestjs/common';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type City, DELHI_NCR } from '../domain/city';
import type { EffectiveTariff } from '../domain/tariff';

export interface PriceBook {
  readonly cities: readonly City[];
  /** Of the class and trip type, in force at that moment, in whichever city. */
  readonly tariffs: readonly EffectiveTariff[];
}

type StoredTariff = Omit<EffectiveTariff, 'effectiveFrom' | 'effectiveTo'> & {
  effectiveFrom: string;
  effectiveTo: string | null;
};

const READ: Statement = {
  name: 'ride.price_book.read',
  text: `SELECT
    (SELECT jsonb_agg(jsonb_build_object('code', code, 'name', name, 'timeZone', time_zone, 'origin', origin,
                                         'leadDays', lead_days, 'windows', windows, 'onDemand', on_demand) ORDER BY code)
     FROM ride.cities WHERE organization_id = $1) AS cities,
    (SELECT jsonb_agg(jsonb_build_object('id', id, 'cityCode', city_code, 'vehicleClass', vehicle_class, 'tripType', trip_type,
                                         'effectiveFrom', effective_from, 'effectiveTo', effective_to, 'terms', terms))
     FROM ride.tariffs WHERE organization_id = $1 AND vehicle_class = $2 AND trip_type = $3
       AND effective_from <= $4 AND (effective_to IS NULL OR effective_to > $4)) AS tariffs`,
};

/** What a booking is judged and priced by, in one statement. */
@Injectable()
export class PriceBooks {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The cities are Delhi NCR by its defaults where the organization has configured none. */
  async read(vehicleClass: VehicleClass, tripType: TripType, at: Date): Promise<PriceBook> {
    const values = [this.unitOfWork.organizationId, vehicleClass, tripType, at];
    const [row] = await this.unitOfWork.rows<{ cities: City[] | null; tariffs: StoredTariff[] | null }>(READ, values);
    const tariffs = (row!.tariffs ?? []).map((tariff) => ({
      ...tariff,
      effectiveFrom: new Date(tariff.effectiveFrom),
      effectiveTo: tariff.effectiveTo === null ? null : new Date(tariff.effectiveTo),
    }));
    return { cities: row!.cities ?? [DELHI_NCR], tariffs };
  }
}
