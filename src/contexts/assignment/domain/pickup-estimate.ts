import type { Pickup } from './candidate';

/** Streets are longer than the straight line by about this much in a city. */
const DETOUR = 1.3;
/** What a cab makes in city traffic. */
const CITY_METRES_PER_SECOND = 25_000 / 3_600;

/** What is said of a way that no router was asked for: the straight line × 1.3 at 25 km/h, and marked as an estimate. */
export function pickupEstimate(straightMetres: number): Pickup {
  const metres = Math.round(straightMetres * DETOUR);
  return { metres, seconds: Math.round(metres / CITY_METRES_PER_SECOND), estimated: true };
}
