import type { FuelType } from '../contracts/fleet-events';

export const FUEL_TYPES = ['ELECTRIC', 'CNG', 'PETROL', 'DIESEL', 'HYBRID'] as const satisfies readonly FuelType[];
