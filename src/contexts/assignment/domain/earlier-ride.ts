import { DomainError } from '../../../platform/errors/domain-error';
import type { DriverAtHand, Hold } from './assignability';
import type { Finishing } from './candidate';

/** How the ride that a driver was to finish first stands when he accepts the next: `lost`, it was taken from him, or his cab stands. */
export type EarlierRide =
  { readonly state: 'under_way'; readonly rest: Finishing } | { readonly state: 'over' | 'lost' };

/** The driver, and his cab, as they are once that ride is over: it holds neither of them from then on. */
export function freeAfter(driver: DriverAtHand, { rideId, freeAt }: Finishing): DriverAtHand {
  const cut = (holds: readonly Hold[]): Hold[] =>
    holds.map((hold) => (hold.rideId === rideId ? cutAt(hold, freeAt) : hold));
  const { holds, rostered } = driver;
  return { ...driver, holds: cut(holds), rostered: rostered && { ...rostered, holds: cut(rostered.holds) } };
}

function cutAt({ rideId, window }: Hold, until: Date): Hold {
  const { start, end } = window;
  return { rideId, window: until > start && until < end ? { start, end: until } : window };
}

export function earlierRideLost(earlierRideId: string): DomainError {
  const message =
    'You were to finish another ride first, and that one was taken from you: this one is offered to another driver.';
  return new DomainError('conflict', 'earlier_ride_lost', message, { earlierRideId });
}
