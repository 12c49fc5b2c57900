import fc from 'fast-check';
import { assertGeoPoint, distanceMetres, isGeoPoint } from './geo-point';

const anyPoint = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('a geo point', () => {
  it.each([
    [{ latitude: 0, longitude: 0 }],
    [{ latitude: 90, longitude: -180 }],
    [{ latitude: 28.5562, longitude: 77.1 }],
  ])('accepts %j', (point) => {
    expect(isGeoPoint(point)).toBe(true);
  });

  it.each([
    [{ latitude: 90.0001, longitude: 0 }],
    [{ latitude: 0, longitude: -180.0001 }],
    [{ latitude: Number.NaN, longitude: 77 }],
    [{ latitude: 28, longitude: Number.POSITIVE_INFINITY }],
    [{ latitude: '28', longitude: 77 }],
    [{ latitude: 28 }],
    [null],
    ['28,77'],
  ])('refuses %j', (value) => {
    expect(isGeoPoint(value)).toBe(false);
    expect(() => assertGeoPoint(value, 'pickup')).toThrow(expect.objectContaining({ code: 'invalid_coordinates' }));
  });

  it('knows the way from the airport to Connaught Place', () => {
    const metres = distanceMetres({ latitude: 28.5562, longitude: 77.1 }, { latitude: 28.6315, longitude: 77.2167 });
    expect(metres).toBeGreaterThan(14_100);
    expect(metres).toBeLessThan(14_200);
  });

  it('measures the same both ways, zero to itself, and never beyond half the globe', () => {
    fc.assert(
      fc.property(anyPoint, anyPoint, (a, b) => {
        const metres = distanceMetres(a, b);
        expect(Math.abs(distanceMetres(b, a) - metres)).toBeLessThan(0.001);
        expect(metres).toBeGreaterThanOrEqual(0);
        expect(metres).toBeLessThanOrEqual(20_015_115);
        expect(distanceMetres(a, a)).toBe(0);
      }),
    );
  });
});
