/** AIRPORT to or from an airport; RENTAL by hours and kilometres; OUTSTATION by the day; LOCAL point to point. */
export const TRIP_TYPES = ['AIRPORT', 'RENTAL', 'OUTSTATION', 'LOCAL'] as const;

export type TripType = (typeof TRIP_TYPES)[number];

export function isTripType(value: unknown): value is TripType {
  return TRIP_TYPES.includes(value as TripType);
}
