import { DEFAULT_TERMS, MaintenancePlan, type MaintenanceTerms } from './maintenance-plan';

const T0 = new Date('2026-11-21T03:00:00.000Z');
const days = (n: number) => new Date(T0.getTime() + n * 86_400_000);
const LAST = { on: '2026-11-21', metres: 1_000_000 };

function plan(terms: Partial<MaintenanceTerms>): MaintenancePlan {
  const made = MaintenancePlan.make(
    'plan',
    'organization',
    'vehicle',
    { ...DEFAULT_TERMS, name: 'Tyres', ...terms },
    LAST,
    T0,
  );
  made.releaseEvents();
  return made;
}

describe('a maintenance plan', () => {
  it.each([
    [22, 1_000_000, 'LATER'],
    [23, 1_000_000, 'SOON'],
    [30, 1_000_000, 'DUE'],
    [33, 1_000_000, 'DUE'],
    [34, 1_000_000, 'OVERDUE'],
    [0, 10_499_999, 'LATER'],
    [0, 10_500_000, 'SOON'],
    [0, 11_000_000, 'DUE'],
    [0, 11_200_000, 'DUE'],
    [0, 11_200_001, 'OVERDUE'],
    [23, 11_000_000, 'DUE'],
  ])('after %d days at %d m is %s, by whichever comes first', (after, metres, due) => {
    expect(plan({ everyDays: 30, everyMetres: 10_000_000 }).due(metres, days(after))).toBe(due);
  });

  it('turns with the local day, not with the hours', () => {
    const nightly = plan({ everyDays: 1, soonDays: 0 });
    expect(nightly.due(0, new Date('2026-11-21T18:29:59.000Z'))).toBe('LATER');
    expect(nightly.due(0, new Date('2026-11-21T18:30:00.000Z'))).toBe('DUE');
  });

  it('needs days or metres', () => {
    const missing = expect.objectContaining({ kind: 'invalid', code: 'maintenance_without_interval' });
    expect(() => plan({})).toThrow(missing);
    expect(() => plan({ everyDays: 30 }).change({ everyDays: null }, LAST.metres, T0)).toThrow(missing);
  });

  it('counts anew from when it was done, and not backwards', () => {
    const subject = plan({ everyDays: 30, everyMetres: 10_000_000 });
    const done = { id: 'done', on: '2026-12-20', odometerMetres: 9_000_000, costPaise: 250_000, isReading: true };
    subject.done(done, days(29));
    expect(subject).toMatchObject({ dueOn: '2027-01-19', dueAtMetres: 19_000_000 });
    expect(() => subject.done({ ...done, on: '2026-12-19' }, days(30))).toThrow(
      expect.objectContaining({ code: 'maintenance_before_last' }),
    );
    expect(() => subject.done({ ...done, on: '2026-12-25' }, days(30))).toThrow(
      expect.objectContaining({ code: 'maintenance_in_the_future' }),
    );
  });

  it('stops its vehicle once for each time it falls due, and only where it is meant to', () => {
    const subject = plan({ everyDays: 30, stopsVehicle: true });
    expect(subject.stopVehicle(0, days(33))).toBe(false);
    expect(subject.stopVehicle(0, days(34))).toBe(true);
    expect(subject.stopVehicle(0, days(35))).toBe(false);
    subject.done({ id: 'done', on: '2026-12-26', odometerMetres: 2_000_000, costPaise: 0, isReading: true }, days(35));
    expect(subject.stopVehicle(0, days(36))).toBe(false);
    expect(subject.stopVehicle(0, days(80))).toBe(true);
    expect(plan({ everyDays: 30 }).stopVehicle(0, days(80))).toBe(false);
  });

  it('stops its vehicle again where it falls due anew by other terms, and not by terms under which it still is overdue', () => {
    const subject = plan({ everyDays: 30, everyMetres: 10_000_000, stopsVehicle: true });
    expect(subject.stopVehicle(0, days(34))).toBe(true);
    subject.change({ everyDays: 29 }, 0, days(35));
    expect(subject.stopVehicle(0, days(36))).toBe(false);
    // By days it is not overdue any more, by metres it is.
    subject.change({ everyDays: 60 }, 11_200_001, days(36));
    expect(subject.stopVehicle(11_200_001, days(37))).toBe(false);
    subject.change({ everyDays: 61 }, 0, days(37));
    expect(subject.stopVehicle(0, days(64))).toBe(false);
    expect(subject.stopVehicle(0, days(65))).toBe(true);
  });
});
