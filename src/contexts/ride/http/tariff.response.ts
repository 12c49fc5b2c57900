import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Page } from '../../../platform/http/page';
import type { Tariff } from '../domain/tariff';

export class RentalPackageResponse {
  /** @example PKG_8H_80KM */
  code: string;
  pricePaise: number;
  includedMinutes: number;
  includedMetres: number;
}

export class FareMultiplierResponse {
  /** @example FESTIVAL */
  code: string;
  /** @example 1300 */
  permille: number;
}

export class TariffTermsResponse {
  /** @example Asia/Kolkata */
  timeZone: string;
  basePaise: number;
  includedMetres: number;
  includedMinutes: number;
  perKilometrePaise: number;
  perMinutePaise: number;
  waitingFreeMinutes: number;
  waitingBlockMinutes: number;
  waitingPerBlockPaise: number;
  /** @example 1380 */
  nightStartMinute: number;
  /** @example 300 */
  nightEndMinute: number;
  /** @example 250 */
  nightSurchargePermille: number;
  airportFeePaise: number;
  rentalPackages: RentalPackageResponse[];
  /** @example 250000 */
  outstationMinimumMetresPerDay: number;
  driverAllowancePerDayPaise: number;
  multipliers: FareMultiplierResponse[];
  /** @example 500 */
  multiplierFloorPermille: number;
  /** @example 2000 */
  multiplierCapPermille: number;
}

export class TariffResponse {
  id: string;
  /** @example DELHI_NCR */
  cityCode: string;
  vehicleClass: VehicleClass;
  tripType: TripType;
  /** @example 2026-11-01T00:00:00.000Z */
  effectiveFrom: string;
  /**
   * Not included; null while no end is set.
   * @example 2027-04-01T00:00:00.000Z
   */
  effectiveTo: string | null;
  terms: TariffTermsResponse;
  createdAt: string;

  static of(tariff: Tariff): TariffResponse {
    const { rentalPackages, multipliers, ...rates } = tariff.terms;
    return {
      id: tariff.id,
      cityCode: tariff.cityCode,
      vehicleClass: tariff.vehicleClass,
      tripType: tariff.tripType,
      effectiveFrom: tariff.effectiveFrom.toISOString(),
      effectiveTo: tariff.effectiveTo?.toISOString() ?? null,
      terms: { ...rates, rentalPackages: [...rentalPackages], multipliers: [...multipliers] },
      createdAt: tariff.createdAt.toISOString(),
    };
  }
}

export class TariffPage {
  items: TariffResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Tariff>): TariffPage {
    return { items: items.map((tariff) => TariffResponse.of(tariff)), next };
  }
}
