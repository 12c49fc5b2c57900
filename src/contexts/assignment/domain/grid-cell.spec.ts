import fc from 'fast-check';
import { distanceMetres } from '../../../kernel/geo-point';
import { cellOf, cellsAround } from './grid-cell';

const terminal = { latitude: 28.5562, longitude: 77.105 };

describe('the grid', () => {
  it('puts neighbours apart and close ones together', () => {
    expect(cellOf(terminal)).toBe(cellOf({ latitude: 28.5569, longitude: 77.1091 }));
    expect(cellOf(terminal)).not.toBe(cellOf({ latitude: 28.5562, longitude: 77.0999 }));
  });

  it('lists every cell within the radius, also over the antimeridian, each once', () => {
    const middle = fc.record({
      latitude: fc.double({ min: -70, max: 70, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(middle, share, share, fc.integer({ min: 0, max: 6000 }), (point, north, east, radius) => {
        const degrees = radius / 111_195;
        const longitude = point.longitude + (east * degrees) / Math.cos((point.latitude * Math.PI) / 180);
        const other = {
          latitude: point.latitude + north * degrees,
          longitude: longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude,
        };
        fc.pre(distanceMetres(point, other) <= radius);
        const cells = cellsAround(point, radius);
        expect(cells).toContain(cellOf(other));
        expect(new Set(cells).size).toBe(cells.length);
      }),
    );
  });

  it('keeps the list short', () => {
    expect(cellsAround(terminal, 0)).toEqual([cellOf(terminal)]);
    expect(cellsAround(terminal, 5000).length).toBeLessThan(150);
  });
});
