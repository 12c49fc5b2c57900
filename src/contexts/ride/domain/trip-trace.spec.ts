import { type LegTrace, tracedMetres } from './trip-trace';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 22, 11, minute));
const leg = { startedAt: at(0), endedAt: at(30) };
// 22.2 km apart by the straight line.
const places = [
  { latitude: 28.5562, longitude: 77.1 },
  { latitude: 28.5708, longitude: 77.3261 },
];
const trace: LegTrace = { distanceMetres: 27_400, points: 160, longestGapSeconds: 30 };

describe('the traced distance of a trip', () => {
  it('is the sum of what its legs measured', () => {
    expect(tracedMetres([leg], [trace], places)).toBe(27_400);
    expect(tracedMetres([leg, leg], [trace, { ...trace, distanceMetres: 3_000 }], places)).toBe(30_400);
  });

  it.each([
    ['nobody measured', []],
    ['one leg of two is not measured', [null]],
    ['a single point saw', [{ ...trace, points: 1 }]],
    ['has a gap of over two minutes', [{ ...trace, longestGapSeconds: 121 }]],
    ['has a gap that is no number', [{ ...trace, longestGapSeconds: Number.NaN }]],
    ['is faster than a cab drives', [{ ...trace, distanceMetres: 60_001 }]],
    ['is shorter than the straight line', [{ ...trace, distanceMetres: 21_000 }]],
  ])('is not relied on where it is one that %s', (_, traces) => {
    expect(tracedMetres([leg], traces, places)).toBeNull();
  });

  it.each([
    ['two points', { points: 2 }],
    ['a gap of two minutes', { longestGapSeconds: 120 }],
    ['the top speed', { distanceMetres: 60_000 }],
    ['a kilometre less than the straight line', { distanceMetres: 21_600 }],
  ])('is relied on with %s', (_, change) => {
    expect(tracedMetres([leg], [{ ...trace, ...change }], places)).not.toBeNull();
  });
});
