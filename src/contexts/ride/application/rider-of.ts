import type { PaymentMode } from '../../../kernel/payment-mode';
import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Demand } from '../domain/demand';
import { invalidRequest } from '../domain/ride-errors';
import { ridePermissions } from '../ride.permissions';

export interface RideRequest {
  readonly when?: Demand;
  readonly riderId?: string;
  readonly paymentMode: PaymentMode;
  readonly expectedMetres?: number | null;
}

/** Whoever asks for rides and books none for others asks for himself. */
export function isRider({ permissions }: Principal): boolean {
  return permissions.has(ridePermissions.request) && !permissions.has(ridePermissions.book);
}

/**
 * Whose account the ride goes on: the caller's, where he is a rider; null where staff book for a passenger without one.
 * @throws DomainError `permission_missing` where a rider books ahead or for another (forbidden); `payment_mode_not_offered`,
 *   `expectation_not_yours`, `rider_only_on_demand` (invalid).
 */
export function riderOf(request: RideRequest, principal: Principal): string | null {
  const { riderId = null } = request;
  if (!isRider(principal)) {
    if (riderId !== null && request.when !== 'now') {
      throw invalidRequest('rider_only_on_demand', 'Only a ride for now goes on a rider’s account; leave riderId out.');
    }
    return riderId;
  }
  if (riderId !== null && riderId !== principal.userId) throw needsBooking();
  assertRiderMayAsk(request);
  if (request.paymentMode !== 'CASH') {
    throw invalidRequest('payment_mode_not_offered', 'Rides asked for now are paid in cash to the driver.');
  }
  return principal.userId;
}

/**
 * Riders ask for now, and the figures a price is quoted by are not theirs to choose.
 * @throws DomainError `permission_missing` (forbidden), `expectation_not_yours` (invalid).
 */
export function assertRiderMayAsk(request: { readonly when?: Demand; readonly expectedMetres?: number | null }): void {
  if (request.when !== 'now') throw needsBooking();
  if ((request.expectedMetres ?? null) === null) return;
  throw invalidRequest(
    'expectation_not_yours',
    'How far and how long the trip is we estimate; leave expectedMetres out.',
  );
}

function needsBooking(): DomainError {
  const permission = ridePermissions.book;
  const message = `A rider asks for himself, and for now; else it needs the permission ${permission}.`;
  return new DomainError('forbidden', 'permission_missing', message, { permission });
}
