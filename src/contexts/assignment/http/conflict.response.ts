import type { Page } from '../../../platform/http/page';
import type { ConflictLine } from '../domain/conflict-line';

export class ConflictResponse {
  id: string;
  /** @example driver_documents_lapse */
  kind:
    | 'engagement_overran'
    | 'driver_unavailable'
    | 'vehicle_unavailable'
    | 'driver_documents_lapse'
    | 'vehicle_documents_lapse'
    | 'driver_hours_spent'
    | 'vehicle_out_of_service'
    | 'shift_missed'
    | 'driver_off_duty';
  /**
   * Null, as the ride, where it is about a shift.
   * @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a
   */
  engagementId: string | null;
  /** @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6b */
  rideId: string | null;
  /**
   * Null where it is about a ride.
   * @example null
   */
  rosterEntryId: string | null;
  driverId: string;
  /** @example "Ramesh Kumar" */
  driverName: string;
  vehicleId: string;
  /** @example DL1ZA1234 */
  plate: string;
  /** @example "The driver became SUSPENDED at 2026-11-21T03:30:00.000Z and has this ride to carry." */
  detail: string;
  /** LAPSED: nobody resolved it while its engagement, or its shift, lasted. */
  status: 'OPEN' | 'LAPSED' | 'RESOLVED';
  raisedAt: string;
  resolvedAt: string | null;
  /**
   * The user who resolved it; null also where what broke the plan was put right.
   * @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a
   */
  resolvedBy: string | null;
  reason: string | null;

  static of({ raisedAt, resolvedAt, ...line }: ConflictLine): ConflictResponse {
    return { ...line, raisedAt: raisedAt.toISOString(), resolvedAt: resolvedAt?.toISOString() ?? null };
  }
}

export class ConflictPageResponse {
  items: ConflictResponse[];
  /**
   * Give it as `after` for what follows; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<ConflictLine>): ConflictPageResponse {
    return { items: items.map((line) => ConflictResponse.of(line)), next };
  }
}
