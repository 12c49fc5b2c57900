import fc from 'fast-check';
import { DEFAULT_HOURS_POLICY, dutyEndsBy, dutyMayStartAt, type HoursPolicy, minutesOnDuty } from './duty-hours';
import type { TimeWindow } from './time-window';

const at = (text: string): Date => new Date(`2026-11-${text}:00+05:30`);
const duty = (from: string, until: string): TimeWindow => ({ start: at(from), end: at(until) });
const policy = DEFAULT_HOURS_POLICY;

describe('dutyEndsBy', () => {
  it('gives twelve hours to whoever has rested a day', () => {
    expect(dutyEndsBy([], at('21T20:00'), policy)).toEqual(at('22T08:00'));
    expect(dutyEndsBy([duty('19T08:00', '19T20:00')], at('21T20:00'), policy)).toEqual(at('22T08:00'));
  });

  it('counts what was worked before midnight', () => {
    expect(dutyEndsBy([duty('21T18:00', '21T23:30')], at('22T01:00'), policy)).toEqual(at('22T07:30'));
  });

  it('lets the hours of yesterday leave the window as those of today come', () => {
    expect(dutyEndsBy([duty('20T08:00', '20T20:00')], at('21T08:00'), policy)).toEqual(at('21T20:00'));
    expect(dutyEndsBy([duty('20T08:00', '20T20:00')], at('21T06:00'), policy)).toEqual(at('21T06:00'));
    expect(dutyEndsBy([duty('20T08:00', '20T12:00')], at('21T06:00'), policy)).toEqual(at('21T18:00'));
    expect(dutyEndsBy([duty('20T14:00', '20T22:00')], at('21T12:00'), policy)).toEqual(at('22T00:00'));
  });

  it('counts the stretch he is in, and none twice', () => {
    const since = [duty('21T08:00', '21T18:00'), duty('21T09:00', '21T12:00')];
    expect(dutyEndsBy(since, at('21T18:00'), policy)).toEqual(at('21T20:00'));
  });
});

describe('dutyMayStartAt', () => {
  it('is now for whoever has hours left', () => {
    expect(dutyMayStartAt([], at('21T20:00'), policy)).toEqual(at('21T20:00'));
    expect(dutyMayStartAt([duty('21T08:00', '21T19:00')], at('21T19:05'), policy)).toEqual(at('21T19:05'));
  });

  it('asks for ten hours of rest after hours that are spent, and for room in the window', () => {
    const spent = [duty('20T20:00', '21T02:00'), duty('21T03:00', '21T09:00')];
    expect(dutyMayStartAt(spent, at('21T09:00'), policy)).toEqual(at('21T20:00'));
    expect(dutyMayStartAt(spent, at('21T22:00'), policy)).toEqual(at('21T22:00'));
    const late = [duty('20T06:00', '20T12:00'), duty('20T23:00', '21T05:00')];
    expect(dutyMayStartAt(late, at('21T05:00'), policy)).toEqual(at('21T15:00'));
  });

  it('waits longer for whoever had to finish a trip', () => {
    expect(dutyMayStartAt([duty('20T08:00', '20T21:00')], at('20T21:00'), policy)).toEqual(at('21T09:00'));
  });
});

const SMALL: HoursPolicy = { limitMinutes: 12, windowMinutes: 24, restMinutes: 10 };
const minute = (count: number): Date => new Date(count * 60_000);

/** Minutes of the set within the window that ends with this minute. */
const load = (worked: ReadonlySet<number>, last: number): number =>
  [...worked].filter((each) => each > last - SMALL.windowMinutes && each <= last).length;

describe('whoever keeps to both', () => {
  const shifts = fc.array(fc.record({ pause: fc.nat(20), wish: fc.integer({ min: 1, max: 20 }) }), { maxLength: 12 });

  it('never works more than the limit in any window, and could not have worked longer or sooner', () => {
    fc.assert(
      fc.property(shifts, (wishes) => {
        const periods: TimeWindow[] = [];
        const worked = new Set<number>();
        let now = 100;
        let mustRestUntil = 0;
        for (const { pause, wish } of wishes) {
          const wanted = now + pause;
          const start = dutyMayStartAt(periods, minute(wanted), SMALL).getTime() / 60_000;
          const fits = (from: number): boolean => from >= mustRestUntil && load(worked, from) < SMALL.limitMinutes;
          expect(Array.from({ length: start - wanted }, (_, index) => wanted + index).some(fits)).toBe(false);
          expect(fits(start)).toBe(true);
          const mostUntil = dutyEndsBy(periods, minute(start), SMALL).getTime() / 60_000;
          const until = Math.min(start + wish, mostUntil);
          for (let each = start; each < until; each += 1) {
            worked.add(each);
            expect(load(worked, each)).toBeLessThanOrEqual(SMALL.limitMinutes);
          }
          if (load(worked, mostUntil - 1) <= SMALL.limitMinutes && until === mostUntil) {
            expect(load(new Set([...worked, mostUntil]), mostUntil)).toBeGreaterThan(SMALL.limitMinutes);
            mustRestUntil = until + SMALL.restMinutes;
          }
          periods.push({ start: minute(start), end: minute(until) });
          now = until;
        }
        expect(minutesOnDuty(periods, minute(now), SMALL)).toBe(load(worked, now - 1));
      }),
      { numRuns: 500 },
    );
  });
});
