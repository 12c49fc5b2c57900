import { measureTrip, type TracePoint } from './trip-distance';

const start = new Date('2026-11-21T08:00:00Z');
const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const METRE = 1 / 111_195;
/** So many metres north of the start. */
const point = (seconds: number, metresNorth: number, accuracyMetres = 5): TracePoint => ({
  latitude: 28.5 + metresNorth * METRE,
  longitude: 77.1,
  accuracyMetres,
  at: at(seconds),
});
const measure = (points: TracePoint[], end = 100) => measureTrip(points, start, at(end));

describe('the distance of a trip', () => {
  it('is the length of the path, there and back', () => {
    const points = [point(0, 0), point(30, 300), point(60, 600), point(90, 300)];
    expect(measure(points)).toEqual({ distanceMetres: 900, points: 4, longestGapSeconds: 30 });
  });

  it('counts neither the wandering of a standing cab nor bad fixes, and loses no slow driving', () => {
    const standing = Array.from({ length: 20 }, (_, i) => point(i * 5, (i % 2) * 6));
    expect(measure(standing).distanceMetres).toBe(0);
    const creeping = Array.from({ length: 21 }, (_, i) => point(i * 5, i * 6));
    expect(measure(creeping).distanceMetres).toBe(120);
    expect(measure([point(0, 0), point(30, 900, 500), point(60, 600), point(62, 9000), point(90, 900)])).toEqual({
      distanceMetres: 900,
      points: 3,
      longestGapSeconds: 60,
    });
  });

  it('leaves out what lies before and after, and says how long nothing was seen', () => {
    const points = [point(-10, -500), point(40, 0), point(50, 100), point(200, 5000)];
    expect(measure(points)).toEqual({ distanceMetres: 100, points: 2, longestGapSeconds: 50 });
    expect(measure([])).toEqual({ distanceMetres: 0, points: 0, longestGapSeconds: 100 });
  });
});
