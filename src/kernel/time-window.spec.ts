import fc from 'fast-check';
import { sharedWindow, timeWindow, windowContains, windowSeconds, windowsOverlap } from './time-window';

const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);
const window = (start: string, end: string) => timeWindow(at(start), at(end));

describe('a time window', () => {
  it('includes its start and not its end', () => {
    expect(windowContains(window('09:00', '10:00'), at('09:00'))).toBe(true);
    expect(windowContains(window('09:00', '10:00'), at('10:00'))).toBe(false);
  });

  it('does not overlap the window that begins where it ends', () => {
    expect(windowsOverlap(window('09:00', '10:00'), window('10:00', '11:00'))).toBe(false);
    expect(windowsOverlap(window('09:00', '10:00'), window('09:59', '11:00'))).toBe(true);
    expect(sharedWindow(window('09:00', '10:00'), window('10:00', '11:00'))).toBeNull();
  });

  it('refuses an end that is not after the start, and a date that is none', () => {
    const refusal = expect.objectContaining({ kind: 'invalid', code: 'invalid_time_window' });
    expect(() => window('10:00', '10:00')).toThrow(refusal);
    expect(() => window('10:00', '09:00')).toThrow(refusal);
    expect(() => timeWindow(new Date(Number.NaN), at('09:00'))).toThrow(refusal);
  });

  it('overlaps exactly where some moment lies in both', () => {
    const minute = fc.nat({ max: 20 });
    const some = fc
      .tuple(minute, fc.integer({ min: 1, max: 10 }))
      .map(([start, length]) => timeWindow(new Date(start * 60_000), new Date((start + length) * 60_000)));
    fc.assert(
      fc.property(some, some, (a, b) => {
        const moments = Array.from({ length: 31 }, (_, index) => new Date(index * 60_000));
        const common = moments.filter((moment) => windowContains(a, moment) && windowContains(b, moment));
        const shared = sharedWindow(a, b);
        expect(windowsOverlap(a, b)).toBe(common.length > 0);
        expect(windowsOverlap(b, a)).toBe(common.length > 0);
        expect(shared ? windowSeconds(shared) : 0).toBe(common.length * 60);
      }),
    );
  });
});
