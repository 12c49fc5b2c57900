import fc from 'fast-check';
import type { HoursPolicy } from '../../../kernel/duty-hours';
import { NO_DOCUMENTS } from './documents';
import type { Shift } from './roster-entry';
import type { RosterFacts } from './roster-plan';
import {
  movedTo,
  planWarnings,
  shiftRefusals,
  weekRefusals,
  weekSelection,
  weekWarnings,
  weekWindow,
} from './week-plan';

const NOW = new Date('2026-11-21T03:30:00.000Z');
const POLICY: HoursPolicy = { limitMinutes: 720, windowMinutes: 1_440, restMinutes: 600 };
const HOUR = 3_600_000;
const local = (text: string): Date => new Date(`${text}:00+05:30`);
const shift = (from: string, until: string, who: Partial<Shift> = {}): Shift => ({
  ...{ driverId: 'a', vehicleId: 'x', startsAt: local(from), endsAt: local(until) },
  ...who,
});
const facts = (over: Partial<RosterFacts> = {}, preferences = {}): RosterFacts => {
  const driver = { name: 'Asha', status: 'ACTIVE', hubId: 'hub', documents: NO_DOCUMENTS, preferences, spells: [] };
  const vehicle = { plate: 'DL1ZA1234', status: 'ACTIVE', documents: NO_DOCUMENTS, outages: [] };
  return {
    drivers: new Map([
      ['a', driver],
      ['b', driver],
    ]),
    vehicles: new Map(['x', 'y', 'z'].map((id) => [id, vehicle])),
    planned: [],
    ...over,
  };
};
const codes = (shifts: Shift[], known = facts()): string[] =>
  shiftRefusals(shifts, known, POLICY, NOW).map(({ index, error }) => `${index} ${error.code}`);

describe('the shifts of a week', () => {
  it('are of one hub and begin in it', () => {
    const week = { hubId: 'other', monday: '2026-11-23' };
    const shifts = [shift('2026-11-29T22:00', '2026-11-30T06:00'), shift('2026-11-30T00:00', '2026-11-30T02:00')];
    const refusals = weekRefusals(shifts, week, facts({ planned: [] }), POLICY, NOW);
    expect(refusals.map(({ index, error }) => `${index} ${error.code}`)).toEqual([
      '0 driver_of_another_hub',
      '1 outside_week',
      '1 driver_of_another_hub',
      '1 roster_driver_overlap',
    ]);
    expect(() => weekWindow('2026-11-24')).toThrow('not a Monday');
  });

  it('may follow one another at once, as long as the hours last', () => {
    const morning = shift('2026-11-23T08:00', '2026-11-23T14:00');
    expect(codes([morning, shift('2026-11-23T14:00', '2026-11-23T20:00')])).toEqual([]);
    expect(codes([morning, shift('2026-11-23T14:00', '2026-11-23T20:01')])).toEqual(['1 driver_hours_spent']);
  });

  it('count what he was on duty for, and is until the shift that he is in ends', () => {
    const driver = facts().drivers.get('a')!;
    const spells = [{ start: new Date(NOW.getTime() - 8 * HOUR), end: null }];
    const known = facts({
      drivers: new Map([['a', { ...driver, spells }]]),
      planned: [{ id: 'now', status: 'PUBLISHED' as const, ...shift('2026-11-21T01:00', '2026-11-21T13:00') }],
    });
    // Since 01:00, until 13:00: twelve hours, and ten of rest.
    expect(codes([shift('2026-11-21T22:00', '2026-11-22T02:00')], known)).toEqual(['0 driver_rest_too_short']);
    expect(codes([shift('2026-11-22T01:00', '2026-11-22T13:00')], known)).toEqual([]);
  });

  it('are not blamed for what was too much before', () => {
    const planned = [
      { id: 'first', status: 'PUBLISHED' as const, ...shift('2026-11-24T06:00', '2026-11-24T18:00') },
      { id: 'second', status: 'PUBLISHED' as const, ...shift('2026-11-24T20:00', '2026-11-24T22:00') },
    ];
    expect(codes([shift('2026-11-22T08:00', '2026-11-22T10:00')], facts({ planned }))).toEqual([]);
  });

  it('warn of nights, and of no others, whom prefers none', () => {
    const known = facts({}, { night_shift: 'no' });
    const all = [
      shift('2026-11-23T05:00', '2026-11-23T23:00'),
      shift('2026-11-23T15:00', '2026-11-23T23:01'),
      shift('2026-11-23T04:59', '2026-11-23T08:00'),
      shift('2026-11-23T22:00', '2026-11-24T04:00'),
    ];
    expect(weekWarnings(all, known).map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(weekWarnings(all, facts({}, { night_shift: false })).map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(weekWarnings(all, facts({}, { night_shift: true, earliest_shift_start: '00:00' }))).toEqual([]);
    const late = weekWarnings(all, facts({}, { earliest_shift_start: '05:00' }));
    expect(late).toMatchObject([{ index: 2, code: 'prefers_a_later_start' }]);
  });

  it('are kept where they go together, and one that is not stands in the way of none', () => {
    const week = { hubId: 'hub', monday: '2026-11-23' };
    const planned = [
      {
        id: 'there',
        status: 'PUBLISHED' as const,
        ...shift('2026-11-23T06:00', '2026-11-23T09:00', { driverId: 'c' }),
      },
    ];
    const all = [
      shift('2026-11-23T08:00', '2026-11-23T18:00'),
      shift('2026-11-23T10:00', '2026-11-23T20:00', { driverId: 'b' }),
      shift('2026-11-23T20:00', '2026-11-24T06:00', { vehicleId: 'y' }),
      shift('2026-11-24T08:00', '2026-11-24T12:00', { vehicleId: 'y' }),
      shift('2026-11-24T08:00', '2026-11-24T12:00', { driverId: 'nobody' }),
    ];
    const known = facts({ planned });
    const judged = weekRefusals(all, week, known, POLICY, NOW).map(({ index }) => index);
    expect([...new Set(judged)]).toEqual([0, 1, 2, 3, 4]);
    const { kept, refusals } = weekSelection(all, week, known, POLICY, NOW);
    expect(kept).toEqual([1, 2]);
    expect(refusals.map(({ index, error }) => `${index} ${error.code}`)).toEqual([
      '0 roster_vehicle_overlap',
      '3 driver_hours_spent',
      '4 driver_not_found',
    ]);
  });

  it('are warned of where hours will not do, in the order of the rows', () => {
    const known = facts({}, { earliest_shift_start: '09:00' });
    const all = [shift('2026-11-23T10:00', '2026-11-23T20:00'), shift('2026-11-24T08:00', '2026-11-24T22:00')];
    const warned = planWarnings(all, known, POLICY, NOW).map(({ index, code }) => `${index} ${code}`);
    expect(warned).toEqual(['1 driver_hours_spent', '1 prefers_a_later_start']);
  });

  it('move to another week at the same hours of the clock', () => {
    const moved = movedTo('2026-12-07', '2026-11-23', shift('2026-11-28T22:30', '2026-11-29T06:15'));
    expect(moved).toEqual(shift('2026-12-12T22:30', '2026-12-13T06:15'));
  });
});

describe('whatever is not refused', () => {
  const minutes = (count: number): Date => new Date(local('2026-11-23T00:00').getTime() + count * 60_000);
  const rows = fc.array(
    fc.record({ from: fc.integer({ min: 0, max: 4 * 96 }), quarters: fc.integer({ min: 1, max: 56 }) }),
    { minLength: 1, maxLength: 7 },
  );
  const onDuty = (shifts: readonly Shift[], from: number, until: number): number =>
    shifts.reduce((sum, { startsAt, endsAt }) => {
      const shared = Math.min(endsAt.getTime(), until) - Math.max(startsAt.getTime(), from);
      return sum + Math.max(0, shared);
    }, 0);

  it('is never more than twelve hours of any twenty-four, across midnight too, nor without ten of rest', () => {
    let accepted = 0;
    fc.assert(
      fc.property(rows, (wishes) => {
        const shifts: Shift[] = [];
        // As a manager plans: one after another, in whatever order, each beside those that stand.
        for (const { from, quarters } of wishes) {
          const row = {
            driverId: 'a',
            vehicleId: 'x',
            startsAt: minutes(from * 15),
            endsAt: minutes((from + quarters) * 15),
          };
          const planned = shifts.map((each, index) => ({ id: String(index), status: 'PUBLISHED' as const, ...each }));
          if (shiftRefusals([row], facts({ planned }), POLICY, NOW).length === 0) shifts.push(row);
        }
        accepted += shifts.length;
        for (const { endsAt } of shifts) {
          const ends = Array.from({ length: 97 }, (_, quarter) => endsAt.getTime() + (quarter * HOUR) / 4);
          const most = Math.max(...ends.map((end) => onDuty(shifts, end - 24 * HOUR, end)));
          expect(most).toBeLessThanOrEqual(12 * HOUR);
          // While what leaves the window was on duty too, nothing is used up.
          const dayAgo = endsAt.getTime() - 24 * HOUR;
          const isSpent =
            onDuty(shifts, dayAgo, endsAt.getTime()) === 12 * HOUR && onDuty(shifts, dayAgo, dayAgo + 1) === 0;
          const next = shifts.map(({ startsAt }) => startsAt.getTime()).filter((start) => start >= endsAt.getTime());
          if (isSpent && next.length > 0) {
            expect(Math.min(...next) - endsAt.getTime()).toBeGreaterThanOrEqual(10 * HOUR);
          }
        }
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(300);
  });
});
