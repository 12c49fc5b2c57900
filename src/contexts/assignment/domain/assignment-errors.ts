import { DomainError } from '../../../platform/errors/domain-error';
import type { Refusal } from './refusal';

/** 409, under the code of the weightiest reason; `reasons` has them all. */
export function driverRefused(refusals: readonly Refusal[]): DomainError {
  const [first] = refusals;
  const reasons = refusals.map(({ code, message }) => ({ code, message }));
  return new DomainError('conflict', first!.code, first!.message, { ...first!.details, reasons });
}

/** It does not say to whom: who asks may know the ride, and not the drivers of another hub. */
export function rideAlreadyAssigned(rideId: string): DomainError {
  const message = `Ride ${rideId} is assigned to a driver already; reassign it to give it to another.`;
  return new DomainError('conflict', 'ride_already_assigned', message, { rideId });
}

export function rideNotAssigned(rideId: string): DomainError {
  return new DomainError('conflict', 'ride_not_assigned', `Ride ${rideId} is assigned to nobody.`, { rideId });
}

export function rideClosed(rideId: string): DomainError {
  return new DomainError('conflict', 'ride_closed', `Ride ${rideId} is over: it takes no driver any more.`, { rideId });
}

export function driverAlreadyHasRide(rideId: string, driverId: string): DomainError {
  const message = `Ride ${rideId} is assigned to driver ${driverId} already.`;
  return new DomainError('conflict', 'driver_already_has_ride', message, { rideId, driverId });
}

export function driverUnderWay(): DomainError {
  return new DomainError(
    'conflict',
    'driver_under_way',
    'The driver is under way on another ride; it must be over before he departs for the next.',
  );
}

export function vehicleUnderWay(): DomainError {
  return new DomainError(
    'conflict',
    'vehicle_under_way',
    'The vehicle is under way on another ride; it must be over before this one departs.',
  );
}

/** The driver was suspended, or has left, after the ride was assigned to him. */
export function driverWithdrawn({ driverId, driverStatus }: { driverId: string; driverStatus: string }): Refusal {
  const message = `The driver is ${driverStatus}, and only an ACTIVE one departs; reassign the ride to another.`;
  return { code: 'driver_not_active', message, details: { driverId, driverStatus } };
}

/** The vehicle was withdrawn after the ride was assigned. */
export function vehicleWithdrawn(vehicle: { vehicleId: string; plate: string; vehicleStatus: string }): Refusal {
  const { vehicleId, plate, vehicleStatus } = vehicle;
  const message = `${plate} is ${vehicleStatus}, and only an ACTIVE vehicle departs; reassign the ride to another driver.`;
  return { code: 'vehicle_not_active', message, details: { vehicleId, plate, vehicleStatus } };
}

/** The vehicle was free when it was looked at, and is not when it is taken. */
export function vehicleChangedMeanwhile(plate: string): DomainError {
  return new DomainError(
    'conflict',
    'vehicle_not_active',
    `${plate}, or what it or its driver must show, has just been changed.`,
  );
}

export function overlapMeanwhile(code: 'driver_engaged' | 'vehicle_engaged'): DomainError {
  const what = code === 'driver_engaged' ? 'driver' : 'vehicle';
  return new DomainError('conflict', code, `The ${what} has just been engaged on another ride at that time.`);
}
