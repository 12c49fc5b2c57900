import fc from 'fast-check';
import {
  addLocalDays,
  daysBetween,
  endOfLocalDay,
  isLocalDate,
  localDate,
  localDayWindow,
  localInstant,
  localMinuteOfDay,
  startOfLocalDay,
  zoneName,
} from './local-day';
import { windowContains, windowSeconds } from './time-window';

const KOLKATA = 'Asia/Kolkata';

describe('a local day', () => {
  it('turns at midnight in Delhi, which is half past six in the evening UTC', () => {
    expect(localDate(new Date('2026-11-21T18:29:59.999Z'), KOLKATA)).toBe('2026-11-21');
    expect(localDate(new Date('2026-11-21T18:30:00.000Z'), KOLKATA)).toBe('2026-11-22');
    expect(localMinuteOfDay(new Date('2026-11-21T18:29:59.999Z'), KOLKATA)).toBe(1439);
    expect(localMinuteOfDay(new Date('2026-11-21T18:30:00.000Z'), KOLKATA)).toBe(0);
  });

  it('begins and ends where the neighbouring days do', () => {
    expect(startOfLocalDay('2026-11-22', KOLKATA).toISOString()).toBe('2026-11-21T18:30:00.000Z');
    expect(endOfLocalDay('2026-11-22', KOLKATA)).toEqual(startOfLocalDay('2026-11-23', KOLKATA));
    expect(localInstant('2026-11-22', 9 * 60 + 30, KOLKATA).toISOString()).toBe('2026-11-22T04:00:00.000Z');
  });

  it('has 23 or 25 hours where the clocks change', () => {
    expect(windowSeconds(localDayWindow('2026-03-29', 'Europe/Berlin'))).toBe(23 * 3600);
    expect(windowSeconds(localDayWindow('2026-10-25', 'Europe/Berlin'))).toBe(25 * 3600);
    // Of the hour that occurs twice the first; of the one that is skipped, the reading by the old offset.
    expect(localInstant('2026-10-25', 150, 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(localInstant('2026-03-29', 150, 'Europe/Berlin').toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it('begins at the jump where midnight itself is skipped', () => {
    expect(startOfLocalDay('2018-11-04', 'America/Sao_Paulo').toISOString()).toBe('2018-11-04T03:00:00.000Z');
  });

  it('counts over months and leap days', () => {
    expect(addLocalDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addLocalDays('2028-03-01', -1)).toBe('2028-02-29');
    expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
    expect(daysBetween('2026-11-22', '2026-11-21')).toBe(-1);
  });

  it('refuses days that no calendar has and zones that no map has', () => {
    for (const date of ['2026-02-30', '2026-13-01', '22-11-2026', '']) {
      expect(() => startOfLocalDay(date, KOLKATA)).toThrow(expect.objectContaining({ code: 'invalid_local_date' }));
    }
    expect(() => localDate(new Date(), 'Asia/Gurugram')).toThrow(
      expect.objectContaining({ code: 'invalid_time_zone' }),
    );
  });

  it('is none where the next, the one before, or its midnight would be written with another number of digits', () => {
    for (const date of ['0000-01-10', '0999-12-31', '9999-01-01', '9999-12-31']) expect(isLocalDate(date)).toBe(false);
    for (const date of ['1000-01-01', '9998-12-31']) {
      expect(isLocalDate(date)).toBe(true);
      for (const zone of ['Pacific/Kiritimati', KOLKATA, 'Pacific/Niue'])
        for (const instant of [startOfLocalDay(date, zone), endOfLocalDay(date, zone)])
          expect(instant.toISOString()).toMatch(/^\d{4}-/);
    }
  });

  it.each([
    [KOLKATA, '2026-01-10', 'IST'],
    ['America/New_York', '2026-01-10', 'EST'],
    ['America/New_York', '2026-07-10', 'EDT'],
    ['Europe/London', '2026-07-10', 'BST'],
    ['UTC', '2026-07-10', 'UTC'],
    ['Asia/Shanghai', '2026-07-10', 'GMT+8'],
  ])('is told in %s on %s by the name %s', (zone, day, name) => {
    expect(zoneName(new Date(`${day}T12:00:00Z`), zone)).toBe(name);
  });

  it('every moment lies in its own day', () => {
    const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(KOLKATA, 'UTC', 'America/New_York', 'Pacific/Auckland'), (at, zone) => {
        expect(windowContains(localDayWindow(localDate(at, zone), zone), at)).toBe(true);
      }),
    );
  });
});
