import { lock, type Lock } from '../../../platform/transaction/locks';
import type { Shift } from '../domain/roster-entry';

/** Of everybody and everything in these shifts, each once. */
export function locksOf(shifts: readonly Pick<Shift, 'driverId' | 'vehicleId'>[]): Lock[] {
  const driverIds = new Set(shifts.map(({ driverId }) => driverId));
  const vehicleIds = new Set(shifts.map(({ vehicleId }) => vehicleId));
  return [...[...driverIds].map((id) => lock('driver', id)), ...[...vehicleIds].map((id) => lock('vehicle', id))];
}
