/** What a rider books and a tariff prices, smallest first. */
export const VEHICLE_CLASSES = ['HATCHBACK', 'SEDAN', 'SUV', 'PREMIUM'] as const;

export type VehicleClass = (typeof VEHICLE_CLASSES)[number];

export function isVehicleClass(value: unknown): value is VehicleClass {
  return VEHICLE_CLASSES.includes(value as VehicleClass);
}
