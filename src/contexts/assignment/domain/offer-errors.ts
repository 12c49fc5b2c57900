import { DomainError } from '../../../platform/errors/domain-error';

export function searchOpenAlready(): DomainError {
  return new DomainError('conflict', 'search_open', 'A driver is being searched for this ride already.');
}

export function driverHasOffer(): DomainError {
  return new DomainError('conflict', 'driver_has_offer', 'The driver has just been offered another ride.');
}

/** A second driver's accept of one search, where several were asked at once. */
export function searchAssigned(): DomainError {
  return new DomainError('conflict', 'offer_not_open', 'Another driver has just taken this ride.');
}

/** Booked before places were remembered here: it is assigned by hand. */
export function pickupUnknown(rideId: string): DomainError {
  const message = `Nobody knows here where ride ${rideId} is picked up, so no driver can be searched: assign it by hand.`;
  return new DomainError('conflict', 'pickup_unknown', message, { rideId });
}
