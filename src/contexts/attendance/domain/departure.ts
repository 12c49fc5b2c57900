import { DomainError } from '../../../platform/errors/domain-error';
import type { AttendanceStatus } from './attendance-status';

/** The open attendance of a driver who departs. */
export interface DutyAtDeparture {
  readonly status: AttendanceStatus;
  readonly vehicleId: string;
  readonly hoursSpent: boolean;
}

/**
 * A ride is driven on duty, with the vehicle of that duty: whoever has gone home, or waits for his approval, drives nobody.
 * @param duty null where he is not checked in
 * @throws DomainError `driver_off_duty`, `check_in_pending`, `driver_on_break` and `vehicle_differs` (conflict), `hours_spent` (rule)
 */
export function assertMayDepart(
  duty: DutyAtDeparture | null,
  { rideId, vehicleId }: { readonly rideId: string; readonly vehicleId: string },
): void {
  if (!duty) throw refusal('driver_off_duty', 'The driver is off duty. He checks in before he departs.', { rideId });
  if (duty.status === 'PENDING') {
    const message = "The driver's check-in waits for a manager's approval, and he departs only after it.";
    throw refusal('check_in_pending', message, { rideId });
  }
  if (duty.status === 'ON_BREAK') {
    throw refusal('driver_on_break', 'The driver is on a break. It must end before he departs.', { rideId });
  }
  if (duty.vehicleId !== vehicleId) {
    const message = 'The driver is on duty with another vehicle than the ride was assigned with. Assign it anew.';
    throw refusal('vehicle_differs', message, { rideId, vehicleId, attendedVehicleId: duty.vehicleId });
  }
  if (!duty.hoursSpent) return;
  // The law leaves the driver no more hours: what he drives is finished, and nothing else is begun.
  const message = 'The hours of the driver are spent, so he departs for no other ride. Another driver must take it.';
  throw new DomainError('rule', 'hours_spent', message, { rideId });
}

function refusal(code: string, message: string, details: Record<string, string>): DomainError {
  return new DomainError('conflict', code, message, details);
}
