import { distanceMetres, type GeoPoint } from '../../../kernel/geo-point';

/** The bounding box of where a city's rides begin, in degrees. */
export interface ServedArea {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** Of Delhi NCR: the city that an operator has who configured none (docs/rules-of-the-road.md). */
export const DEFAULT_AREA: ServedArea = { south: 28.27, west: 76.835, north: 28.885, east: 77.61 };

/** An outstation trip goes to the next cities, and not across the sea. A rule of this operator. */
export const NEIGHBOURHOOD_METRES = 400_000;

/** @throws RangeError where there is no corner */
export function boundsOf(corners: readonly GeoPoint[]): ServedArea {
  if (corners.length === 0) throw new RangeError('An area has corners.');
  const latitudes = corners.map(({ latitude }) => latitude);
  const longitudes = corners.map(({ longitude }) => longitude);
  return {
    south: Math.min(...latitudes),
    west: Math.min(...longitudes),
    north: Math.max(...latitudes),
    east: Math.max(...longitudes),
  };
}

export function isNearAny(areas: readonly ServedArea[], point: GeoPoint): boolean {
  return areas.some(({ south, west, north, east }) => {
    const latitude = Math.min(north, Math.max(south, point.latitude));
    const longitude = Math.min(east, Math.max(west, point.longitude));
    return distanceMetres({ latitude, longitude }, point) <= NEIGHBOURHOOD_METRES;
  });
}
