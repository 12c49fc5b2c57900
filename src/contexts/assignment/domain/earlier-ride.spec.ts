import type { DriverAtHand } from './assignability';
import { freeAfter } from './earlier-ride';

const at = (time: string): Date => new Date(`2026-11-21T${time}:00.000Z`);
const rest = { freeAt: at('10:10'), remainingSeconds: 600, remainingMetres: 4_000, latitude: 28.55, longitude: 77.1 };

describe('a driver who takes a ride before the last is over', () => {
  const hold = (rideId: string, start: string, end: string) => ({ rideId, window: { start: at(start), end: at(end) } });
  const free = (...holds: ReturnType<typeof hold>[]) => {
    const rostered = { rosterEntryId: 'entry', vehicleId: 'cab', plate: 'DL1ZA1234', vehicleClass: 'SEDAN' };
    const driver = { driverId: 'driver', holds, rostered: { ...rostered, status: 'ACTIVE', holds } };
    return freeAfter(driver as unknown as DriverAtHand, { ...rest, rideId: 'under way' });
  };

  it('is held by it until he is free, with his cab, and by others as before', () => {
    const next = hold('next', '12:00', '13:00');
    const { holds, rostered } = free(hold('under way', '09:00', '10:30'), next);
    expect(holds).toEqual([hold('under way', '09:00', '10:10'), next]);
    expect(rostered!.holds).toEqual(holds);
  });

  it('is held no longer than he was by one that is overdue', () => {
    expect(free(hold('under way', '09:00', '10:05')).holds).toEqual([hold('under way', '09:00', '10:05')]);
  });
});
