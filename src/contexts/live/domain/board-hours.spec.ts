import { belongsOnBoard } from './board-hours';
import type { LiveRide } from './live-ride';

const NOW = new Date('2026-11-22T10:00:00Z');
const ride = (status: string, hours: number): LiveRide =>
  ({ status, pickupAt: new Date(NOW.getTime() + hours * 3_600_000).toISOString() }) as LiveRide;

describe('a board', () => {
  it.each([
    ['CREATED', 4, true],
    ['CREATED', 4.01, false],
    ['CREATED', -48, true],
    ['CREATED', -48.01, false],
    ['DRIVER_ASSIGNED', -48.01, false],
    ['NO_DRIVERS_FOUND', -48.01, false],
    // It holds a driver, who has one such ride at a time.
    ['EN_ROUTE', -48.01, true],
    ['STARTED', -300, true],
    ['ASSIGNING', 30, true],
  ])('has a ride that is %s with its pickup in %p h: %p', (status, hours, shown) => {
    expect(belongsOnBoard(ride(status, hours), NOW)).toBe(shown);
  });
});
