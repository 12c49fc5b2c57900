import { DomainError } from '../../../platform/errors/domain-error';

/** 409: the ride's state does not allow the step. The from and to states are in `details`. */
export function illegalRideTransition(from: string, to: string, allowed: readonly string[]): DomainError {
  const instead = allowed.length > 0 ? `from there it can become ${allowed.join(', ')}` : 'that state is final';
  return new DomainError(
    'conflict',
    'illegal_ride_transition',
    `A ride that is ${from} cannot become ${to}; ${instead}.`,
    { from, to, allowed },
  );
}

/** 400: a rule of time or place is not met. The message carries the figures, `details` the same for a machine. */
export function ruleNotMet(
  code: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): DomainError {
  return new DomainError('rule', code, message, details);
}

/** 400: what was asked is wrong whatever the time and state. */
export function invalidRequest(
  code: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): DomainError {
  return new DomainError('invalid', code, message, details);
}

/** 409: what was asked is sound and the present state refuses it. */
export function refusedByState(
  code: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): DomainError {
  return new DomainError('conflict', code, message, details);
}

/** 409: one active ride a rider. Its id is known, unless another request won this very moment. */
export function riderHasActiveRide(rideId: string | null): DomainError {
  return refusedByState('rider_has_active_ride', 'This rider has a ride already; it ends or is cancelled first.', {
    rideId,
  });
}
