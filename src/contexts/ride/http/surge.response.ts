import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Surge } from '../domain/surge';

export class SurgeResponse {
  id: string;
  /** @example DELHI_NCR */
  cityCode: string;
  /** Null: every class that has no surge of its own. */
  vehicleClass: VehicleClass | null;
  /** @example 1300 */
  multiplierPermille: number;
  /** @example 2026-12-24T12:00:00.000Z */
  from: string;
  /**
   * Not included.
   * @example 2026-12-24T16:00:00.000Z
   */
  until: string;
  reason: string;

  static of({ id, cityCode, vehicleClass, multiplierPermille, ...surge }: Surge): SurgeResponse {
    const { effectiveFrom, effectiveTo, reason } = surge;
    const period = { from: effectiveFrom.toISOString(), until: effectiveTo.toISOString() };
    return { id, cityCode, vehicleClass, multiplierPermille, ...period, reason };
  }
}

export class SurgeList {
  items: SurgeResponse[];

  static of(surges: readonly Surge[]): SurgeList {
    return { items: surges.map((surge) => SurgeResponse.of(surge)) };
  }
}
