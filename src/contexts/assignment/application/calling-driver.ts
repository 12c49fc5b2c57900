import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';

export interface CallingDriver {
  readonly driverId: string;
  readonly organizationId: string;
}

/** @throws DomainError (forbidden) `not_a_driver`: a super admin holds every permission and still drives no cab. */
export function callingDriver({ driverId, organizationId }: Principal): CallingDriver {
  if (driverId === null || organizationId === null) {
    throw new DomainError('forbidden', 'not_a_driver', 'Only a driver can do this, with a login of his own.');
  }
  return { driverId, organizationId };
}
