import { DomainError } from '../../../platform/errors/domain-error';

/**
 * A shift is not taken from under a driver who has checked in for it, approved or not.
 * @param presence of its driver now
 * @throws DomainError (conflict) `driver_on_duty`
 */
export function assertNotOnDuty(
  entry: { readonly attendedAt: Date | null; readonly vehicleId: string },
  presence: { readonly isOnDuty: boolean; readonly vehicleId: string | null } | null,
): void {
  if (entry.attendedAt === null || !presence?.isOnDuty || presence.vehicleId !== entry.vehicleId) return;
  const message = 'The driver is on duty in this shift: check him out, or reject his check-in, first.';
  throw new DomainError('conflict', 'driver_on_duty', message);
}
