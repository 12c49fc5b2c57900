import fc from 'fast-check';
import { assertPolygon, polygonContains, type Polygon } from './polygon';

const point = (latitude: number, longitude: number) => ({ latitude, longitude });
const square: Polygon = [point(28, 77), point(28, 78), point(29, 78), point(29, 77)];
const horseshoe: Polygon = [
  point(0, 0),
  point(0, 6),
  point(6, 6),
  point(6, 4),
  point(2, 4),
  point(2, 2),
  point(6, 2),
  point(6, 0),
];

describe('a polygon', () => {
  it('contains its inside, its edges and its corners', () => {
    for (const inside of [point(28.5, 77.5), point(28, 77.5), point(28.5, 78), point(29, 77), point(28, 77)]) {
      expect(polygonContains(square, inside)).toBe(true);
    }
    for (const outside of [
      point(27.9999, 77.5),
      point(28.5, 78.0001),
      point(29, 76.9),
      point(28, 79),
      point(-28, 77),
    ]) {
      expect(polygonContains(square, outside)).toBe(false);
    }
  });

  it('leaves out what lies between its arms', () => {
    expect(polygonContains(horseshoe, point(4, 3))).toBe(false);
    expect(polygonContains(horseshoe, point(4, 1))).toBe(true);
    expect(polygonContains(horseshoe, point(4, 5))).toBe(true);
    expect(polygonContains(horseshoe, point(6, 3))).toBe(false);
    expect(polygonContains(horseshoe, point(2, -1))).toBe(false);
  });

  it('answers alike whichever corner and way round the ring begins', () => {
    const coordinate = fc.double({ min: -1, max: 7, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, fc.nat({ max: 7 }), fc.boolean(), (latitude, longitude, shift, reverse) => {
        const shifted = [...horseshoe.slice(shift), ...horseshoe.slice(0, shift)];
        const ring = reverse ? shifted.reverse() : shifted;
        const at = point(latitude, longitude);
        const between = latitude > 2 && longitude > 2 && longitude < 4;
        const expected = latitude >= 0 && latitude <= 6 && longitude >= 0 && longitude <= 6 && !between;
        expect(polygonContains(ring, at)).toBe(expected);
      }),
    );
  });

  it('must be a simple ring of three corners or more', () => {
    expect(() => assertPolygon(square)).not.toThrow();
    expect(() => assertPolygon(horseshoe)).not.toThrow();
    const invalid = expect.objectContaining({ kind: 'invalid', code: 'invalid_polygon' });
    expect(() => assertPolygon(square.slice(0, 2))).toThrow(invalid);
    expect(() => assertPolygon([...square, square[0]!])).toThrow(invalid);
    expect(() => assertPolygon([square[0]!, square[2]!, square[1]!, square[3]!])).toThrow(invalid);
    expect(() => assertPolygon([point(91, 0), ...square])).toThrow(
      expect.objectContaining({ code: 'invalid_coordinates', message: expect.stringContaining('corner 1') }),
    );
  });
});
