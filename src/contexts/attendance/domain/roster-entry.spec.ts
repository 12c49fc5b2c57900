import { type RosterEntry, rosterEntryFor } from './roster-entry';

const at = (time: string): Date => new Date(`2026-11-21T${time}:00.000Z`);
const entry = (id: string, from: string, to: string, worked = false): RosterEntry => ({
  id,
  driverId: 'driver',
  vehicleId: `vehicle of ${id}`,
  startsAt: at(from),
  endsAt: at(to),
  dueSince: at(from),
  worked,
});
const chosen = (entries: RosterEntry[], time: string): string => {
  try {
    return rosterEntryFor(entries, at(time)).id;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the roster entry to check in for', () => {
  const morning = entry('morning', '03:00', '09:00');
  const evening = entry('evening', '09:00', '15:00');

  it.each([
    ['01:59', 'check_in_too_early'],
    ['02:00', 'morning'],
    ['08:59', 'morning'],
    ['09:00', 'evening'],
    ['14:59', 'evening'],
    ['15:00', 'not_rostered'],
  ])('at %s is %s', (time, expected) => {
    expect(chosen([evening, morning], time)).toBe(expected);
  });

  it('is the next one where the one that is on has been worked', () => {
    const worked = { ...morning, worked: true };
    expect(chosen([worked, evening], '07:59')).toBe('morning');
    expect(chosen([worked, evening], '08:00')).toBe('evening');
  });

  it('is none without a roster', () => {
    expect(chosen([], '03:00')).toBe('not_rostered');
  });
});
