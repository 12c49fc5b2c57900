import { DomainError } from '../platform/errors/domain-error';
import { assertGeoPoint, type GeoPoint } from './geo-point';

/**
 * A simple ring of at least three corners in order, either way round; the last corner joins the first by itself.
 * Edges are straight in latitude and longitude, right for a city and wrong for a ring over the antimeridian or a pole.
 */
export type Polygon = readonly GeoPoint[];

/** @throws DomainError `invalid_polygon` or `invalid_coordinates`: fewer than three distinct corners, or edges that cross. */
export function assertPolygon(ring: Polygon): void {
  ring.forEach((corner, index) => assertGeoPoint(corner, `corner ${index + 1} of the polygon`));
  const distinct = new Set(ring.map((corner) => `${corner.latitude},${corner.longitude}`)).size;
  if (distinct < 3 || distinct < ring.length) {
    throw invalidPolygon(
      'A polygon needs at least three corners, each named once; the last joins the first by itself.',
    );
  }
  const edges = edgesOf(ring);
  edges.forEach(([a, b], first) => {
    edges.slice(first + 1).forEach(([c, d], offset) => {
      const second = first + 1 + offset;
      const neighbours = second === first + 1 || (first === 0 && second === edges.length - 1);
      if (!neighbours && segmentsMeet(a, b, c, d)) {
        throw invalidPolygon(`Edges ${first + 1} and ${second + 1} of the polygon cross; name its corners in order.`);
      }
    });
  });
}

/** Whether the point lies inside the ring or on its edge. */
export function polygonContains(ring: Polygon, point: GeoPoint): boolean {
  let inside = false;
  for (const [from, to] of edgesOf(ring)) {
    if (onSegment(from, to, point)) return true;
    // A ray to the east flips the answer at each edge it crosses; the half-open test counts a shared corner once.
    if (from.latitude > point.latitude === to.latitude > point.latitude) continue;
    const share = (point.latitude - from.latitude) / (to.latitude - from.latitude);
    if (point.longitude < from.longitude + share * (to.longitude - from.longitude)) inside = !inside;
  }
  return inside;
}

function edgesOf(ring: Polygon): [GeoPoint, GeoPoint][] {
  return ring.map((corner, index) => [corner, ring[(index + 1) % ring.length]!]);
}

/** Positive where the corner c lies to the left of a → b, zero on the line. */
function turn(a: GeoPoint, b: GeoPoint, c: GeoPoint): number {
  return (
    (b.longitude - a.longitude) * (c.latitude - a.latitude) - (b.latitude - a.latitude) * (c.longitude - a.longitude)
  );
}

function onSegment(a: GeoPoint, b: GeoPoint, point: GeoPoint): boolean {
  return (
    turn(a, b, point) === 0 &&
    point.latitude >= Math.min(a.latitude, b.latitude) &&
    point.latitude <= Math.max(a.latitude, b.latitude) &&
    point.longitude >= Math.min(a.longitude, b.longitude) &&
    point.longitude <= Math.max(a.longitude, b.longitude)
  );
}

function segmentsMeet(a: GeoPoint, b: GeoPoint, c: GeoPoint, d: GeoPoint): boolean {
  const straddles = turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
  return straddles || onSegment(a, b, c) || onSegment(a, b, d) || onSegment(c, d, a) || onSegment(c, d, b);
}

function invalidPolygon(message: string): DomainError {
  return new DomainError('invalid', 'invalid_polygon', message);
}
