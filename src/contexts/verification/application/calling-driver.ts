import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';

/** @throws DomainError (forbidden) `not_a_driver`: a super admin holds every permission and still drives no cab. */
export function callingDriver({ driverId }: Principal): string {
  if (driverId !== null) return driverId;
  throw new DomainError('forbidden', 'not_a_driver', 'Only a driver can do this, with a login of his own.');
}
