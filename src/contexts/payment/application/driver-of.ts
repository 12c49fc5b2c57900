import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';

/** @throws DomainError (forbidden) `not_a_driver`: a super admin holds every permission and still drives no cab. */
export function driverOf({ driverId }: Principal): string {
  if (driverId !== null) return driverId;
  throw new DomainError('forbidden', 'not_a_driver', 'Only a driver collects cash, with a login of his own.');
}

/** The one answer for a ride that is not his, that is not completed yet, or whose fare is not paid in cash. */
export function nothingToCollect(rideId: string): DomainError {
  return new DomainError(
    'not_found',
    'cash_fare_not_found',
    `You have no completed ride with the id ${rideId} whose fare is paid in cash.`,
  );
}
