import { DomainError } from '../platform/errors/domain-error';

/** A place on WGS 84, in decimal degrees: latitude −90 to 90, longitude −180 to 180. */
export interface GeoPoint {
  readonly latitude: number;
  readonly longitude: number;
}

/** The IUGG mean radius; the sphere is within 0.5 % of the ellipsoid, far below what a geofence decides on. */
const EARTH_RADIUS_METRES = 6_371_008.8;

export function isGeoPoint(value: unknown): value is GeoPoint {
  if (typeof value !== 'object' || value === null) return false;
  const { latitude, longitude } = value as Partial<GeoPoint>;
  return within(latitude, 90) && within(longitude, 180);
}

/** @throws DomainError `invalid_coordinates` where a coordinate is missing, not a finite number, or not on the globe. */
export function assertGeoPoint(value: unknown, name = 'point'): asserts value is GeoPoint {
  if (isGeoPoint(value)) return;
  throw new DomainError(
    'invalid',
    'invalid_coordinates',
    `The ${name} needs a latitude from -90 to 90 and a longitude from -180 to 180, both finite numbers.`,
    { field: name },
  );
}

/** Great-circle distance in metres (haversine), not rounded, never negative. */
export function distanceMetres(from: GeoPoint, to: GeoPoint): number {
  const latitudeStep = radians(to.latitude - from.latitude);
  const longitudeStep = radians(to.longitude - from.longitude);
  const chord =
    Math.sin(latitudeStep / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(longitudeStep / 2) ** 2;
  // Rounding can push antipodes a hair above 1, where the arcsine is NaN.
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(Math.min(1, chord)));
}

function within(value: unknown, limit: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
