import type { Page } from '../../../platform/http/page';
import type { Maintenance } from '../domain/maintenance';
import type { MaintenanceDue, PlanOfVehicle } from '../domain/maintenance-plan';

export class MaintenancePlanResponse {
  id: string;
  vehicleId: string;
  /** @example DL1ZA1234 */
  plate: string;
  hubId: string;
  /** What its vehicle's odometer shows. */
  odometerMetres: number;
  /** @example 'Tyre rotation' */
  name: string;
  /** @example SOON */
  due: MaintenanceDue;
  /**
   * A local day; null where days do not count.
   * @example 2026-11-28
   */
  dueOn: string | null;
  /** What the odometer shows then; null where metres do not count. */
  dueAtMetres: number | null;
  /** @example 180 */
  everyDays: number | null;
  everyMetres: number | null;
  /** @example 7 */
  soonDays: number;
  soonMetres: number;
  /** @example 3 */
  graceDays: number;
  graceMetres: number;
  /** @example true */
  stopsVehicle: boolean;
  /** @example 2026-06-01 */
  lastDoneOn: string;
  lastDoneMetres: number;
  /** When its being overdue took the vehicle to MAINTENANCE; null otherwise, and again once it is done. */
  stoppedAt: string | null;
  retiredAt: string | null;

  static of({ plan, vehicle }: PlanOfVehicle, now: Date): MaintenancePlanResponse {
    const { id, vehicleId, name, dueOn, dueAtMetres, everyDays, everyMetres } = plan;
    const { soonDays, soonMetres, graceDays, graceMetres, stopsVehicle, lastDoneOn, lastDoneMetres } = plan;
    const { plate, hubId, odometerMetres } = vehicle;
    return {
      id,
      vehicleId,
      plate,
      hubId,
      odometerMetres,
      name,
      due: plan.due(odometerMetres, now),
      dueOn,
      dueAtMetres,
      everyDays,
      everyMetres,
      soonDays,
      soonMetres,
      graceDays,
      graceMetres,
      stopsVehicle,
      lastDoneOn,
      lastDoneMetres,
      stoppedAt: plan.stoppedAt?.toISOString() ?? null,
      retiredAt: plan.retiredAt?.toISOString() ?? null,
    };
  }
}

export class MaintenancePlanList {
  items: MaintenancePlanResponse[];

  static of(plans: readonly PlanOfVehicle[], now: Date): MaintenancePlanList {
    return { items: plans.map((plan) => MaintenancePlanResponse.of(plan, now)) };
  }
}

export class MaintenancePlanPage extends MaintenancePlanList {
  /** Give it as `after` for the rows that follow; null on the last page. */
  next: string | null;

  static page({ items, next }: Page<PlanOfVehicle>, now: Date): MaintenancePlanPage {
    return { ...MaintenancePlanList.of(items, now), next };
  }
}

export class MaintenanceResponse {
  id: string;
  vehicleId: string;
  planId: string;
  /** @example 'Tyre rotation' */
  name: string;
  /** @example 2026-11-21 */
  doneOn: string;
  odometerMetres: number;
  costPaise: number;
  /** @example 'All four tyres rotated and balanced at Okhla' */
  note: string;
  recordedAt: string;
  /** @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7d */
  recordedBy: string;

  static of({ recordedAt, ...done }: Maintenance): MaintenanceResponse {
    return { ...done, recordedAt: recordedAt.toISOString() };
  }
}

export class MaintenancePage {
  items: MaintenanceResponse[];
  /** Give it as `after` for the rows that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<Maintenance>): MaintenancePage {
    return { items: items.map((done) => MaintenanceResponse.of(done)), next };
  }
}
