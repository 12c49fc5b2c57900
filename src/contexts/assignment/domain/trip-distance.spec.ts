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

  describe('of noisy fixes', () => {
    let seed = 0;
    beforeEach(() => (seed = 20261121));
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const gauss = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

    /** Half an hour of blocks of 250 to 550 m at 40 km/h, slower at the corners, halting at every third. */
    const town = (): { path: [number, number][]; metres: number } => {
      const path: [number, number][] = [[0, 0]];
      let [north, east, heading, metres] = [0, 0, 0, 0];
      const drive = (step: number, turn = 0): void => {
        heading += turn / 2;
        [north, east] = [north + Math.cos(heading) * step, east + Math.sin(heading) * step];
        heading += turn / 2;
        metres += step;
        path.push([north, east]);
      };
      for (let block = 0; path.length < 1_800; block++) {
        const length = 250 + ((block * 137) % 300);
        for (let driven = 0; driven < length;) {
          const step = driven < 30 || length - driven < 30 ? 5 : 11;
          drive(step);
          driven += step;
        }
        if (block % 3 === 0) for (let i = 0; i < 30; i++) drive(0);
        const side = (block % 2 ? 1 : -1) * (block % 4 === 3 ? -1 : 1);
        for (let i = 0; i < 4; i++) drive(4.7, (side * Math.PI) / 8);
      }
      return { path, metres };
    };
    const winding = (): { path: [number, number][]; metres: number } => {
      const path: [number, number][] = [[0, 0]];
      let [north, east] = [0, 0];
      for (let i = 0; i < 1_800; i++) {
        const heading = 1.2 * Math.sin((i * 9) / 150);
        [north, east] = [north + Math.cos(heading) * 9, east + Math.sin(heading) * 9];
        path.push([north, east]);
      }
      return { path, metres: 1_800 * 9 };
    };
    const standing = (): { path: [number, number][]; metres: number } => {
      return { path: Array.from({ length: 1_800 }, (): [number, number] => [0, 0]), metres: 0 };
    };
    /** As a device reports it: how far its fixes stray in either direction, how often it tells one, how far it says they stray. */
    const seen = (path: readonly [number, number][], strays: number, every: number, accuracyMetres: number): number => {
      const points = path.flatMap(([north, east], second) => {
        if (second % every > 0) return [];
        const latitude = 28.5 + (north + gauss() * strays) * METRE;
        const longitude = 77.1 + ((east + gauss() * strays) * METRE) / Math.cos((28.5 * Math.PI) / 180);
        return [{ latitude, longitude, accuracyMetres, at: at(second) }];
      });
      return measure(points, path.length).distanceMetres;
    };

    // A device means by accuracy a circle of 68 %, one and a half times the stray; the first and the fourth are too sure.
    const NOISES = [
      [8, 1, 8],
      [8, 1, 12],
      [8, 1, 16],
      [20, 3, 20],
      [20, 3, 30],
      [5, 5, 8],
    ] as const;

    it.each(NOISES)('is within 3 %% of a crooked way (%d m every %d s, said to be %d m)', (...noise) => {
      for (const { path, metres } of [town(), winding()]) {
        expect(Math.abs(seen(path, ...noise) / metres - 1)).toBeLessThan(0.03);
      }
    });

    it.each(NOISES)(
      'is next to nothing where the cab stands half an hour (%d m every %d s, said to be %d m)',
      (...noise) => {
        expect(seen(standing().path, ...noise)).toBeLessThan(250);
      },
    );
  });
});
