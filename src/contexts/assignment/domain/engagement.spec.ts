import { neededAt, plannedWindow } from './engagement';

const at = (time: string): Date => new Date(`2026-11-21T${time}:00.000Z`);

describe('the planned window', () => {
  it('runs from the way there until the way is clear', () => {
    expect(plannedWindow(at('10:00'), 60, at('08:00'))).toEqual({ start: at('09:30'), end: at('11:15') });
  });

  it('never begins before now', () => {
    expect(plannedWindow(at('10:00'), 60, at('09:30')).start).toEqual(at('09:30'));
    expect(plannedWindow(at('10:00'), 60, at('09:31')).start).toEqual(at('09:31'));
  });

  it('counts a trip that is taken over after its pickup from now', () => {
    expect(plannedWindow(at('10:00'), 60, at('10:40'))).toEqual({ start: at('10:40'), end: at('11:55') });
  });

  it('is a window also for a trip of no expected length', () => {
    expect(plannedWindow(at('10:00'), 0, at('12:00'))).toEqual({ start: at('12:00'), end: at('12:15') });
  });
});

it('a driver is needed at the pickup, or now where that is past', () => {
  expect(neededAt(at('10:00'), at('09:00'))).toEqual(at('10:00'));
  expect(neededAt(at('10:00'), at('10:01'))).toEqual(at('10:01'));
});
