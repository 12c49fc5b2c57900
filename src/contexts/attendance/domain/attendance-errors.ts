import { DomainError } from '../../../platform/errors/domain-error';
import { MOST_UNUSED } from './selfie';

export function alreadyCheckedIn(attendanceId?: string): DomainError {
  return new DomainError(
    'conflict',
    'already_checked_in',
    'You have checked in already: one attendance at a time.',
    attendanceId ? { attendanceId } : {},
  );
}

export function deviceInUse(deviceId?: string): DomainError {
  return deviceId
    ? new DomainError('conflict', 'device_in_use', `Another driver is checked in with the device ${deviceId}.`, {
        deviceId,
      })
    : new DomainError('conflict', 'device_in_use', 'Another driver is checked in with this device.');
}

export function vehicleInUse(vehicle?: { id: string; plate: string }): DomainError {
  return vehicle
    ? new DomainError('conflict', 'vehicle_in_use', `Another driver is checked in with the vehicle ${vehicle.plate}.`, {
        vehicleId: vehicle.id,
        plate: vehicle.plate,
      })
    : new DomainError('conflict', 'vehicle_in_use', 'Another driver is checked in with this vehicle.');
}

/** @throws DomainError (conflict) `too_many_unused_selfies` */
export function assertRoomForSelfie(unused: number): void {
  if (unused < MOST_UNUSED) return;
  throw new DomainError(
    'conflict',
    'too_many_unused_selfies',
    `You uploaded ${unused} selfies and used none of them. Check in with one, or come back in half an hour, when they are removed.`,
    { most: MOST_UNUSED },
  );
}

export function selfieUsed(): DomainError {
  return new DomainError('conflict', 'selfie_used', 'This selfie was used for another check-in. Take a new one.');
}

export function notCheckedIn(): DomainError {
  return new DomainError('conflict', 'not_checked_in', 'You are not checked in.');
}

export function driverNotActive(status: string): DomainError {
  return new DomainError(
    'conflict',
    'driver_not_active',
    `The driver is ${status}, and only an ACTIVE one goes on duty.`,
    {
      status,
    },
  );
}

export function vehicleNotActive(vehicle: { id: string; plate: string; status: string }): DomainError {
  const { id, plate, status } = vehicle;
  return new DomainError(
    'conflict',
    'vehicle_not_active',
    `The vehicle ${plate} is ${status}, and only an ACTIVE one goes on duty.`,
    {
      vehicleId: id,
      plate,
      status,
    },
  );
}

export function driverEngaged(rideIds: readonly string[]): DomainError {
  return new DomainError(
    'conflict',
    'driver_engaged',
    `The driver is still assigned to ${rideIds.length === 1 ? 'the ride' : 'the rides'} ${rideIds.join(', ')}.`,
    { rideIds },
  );
}

export function rideUnderWay(rideIds: readonly string[]): DomainError {
  return new DomainError('conflict', 'ride_under_way', `There is no break during a ride: ${rideIds.join(', ')}.`, {
    rideIds,
  });
}

/** The login says that he is a driver, and fleet has told attendance of no such driver. */
export function driverUnknown(): DomainError {
  return new DomainError('conflict', 'driver_unknown', 'The fleet has no such driver.');
}

/** @throws DomainError (conflict) `driver_not_active`, `vehicle_not_active` */
export function assertActive(driver: { status: string }, vehicle: { id: string; plate: string; status: string }): void {
  if (driver.status !== 'ACTIVE') throw driverNotActive(driver.status);
  if (vehicle.status !== 'ACTIVE') throw vehicleNotActive(vehicle);
}

export function ownCheckOut(): DomainError {
  return new DomainError(
    'forbidden',
    'own_check_out',
    'This is for managers, about another. For yourself: POST /v1/driver/attendance/check-out.',
  );
}
