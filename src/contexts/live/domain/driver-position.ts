import type { GeoPoint } from '../../../kernel/geo-point';
import type { Audience } from './audience';

export interface DriverPosition extends GeoPoint {
  readonly organizationId: string;
  readonly driverId: string;
  /** Degrees clockwise from north; null where the device does not know. */
  readonly headingDegrees: number | null;
  /** Domain time. */
  readonly at: Date;
}

export type Place = Pick<Audience, 'fleetId' | 'hubId'>;

/** What one process wants to hear of the drivers who report to another. */
export interface Interest {
  readonly organizationId: string;
  readonly wholeBoard: boolean;
  readonly driverIds: readonly string[];
}
