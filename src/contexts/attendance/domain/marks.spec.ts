import { DomainError } from '../../../platform/errors/domain-error';
import { DEFAULT_DUTY_POLICY, type DutyPolicy } from './duty-policy';
import { breakMustEndBy, cutBreaks, isBreakBeyond, lastShiftEnd, lateMinutes, leftEarlyMinutes } from './marks';

const START = new Date('2026-11-21T03:30:00.000Z');
const after = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const taken = (...breaks: [number, number][]) =>
  breaks.map(([from, to]) => ({ startedAt: after(from).toISOString(), endedAt: after(to).toISOString() }));
const policy = (terms: Partial<DutyPolicy> = {}): DutyPolicy => ({ ...DEFAULT_DUTY_POLICY, ...terms });

describe('marks', () => {
  it('count whole minutes from the start, beyond the grace', () => {
    expect(lateMinutes(after(-30), START, policy())).toBe(0);
    expect(lateMinutes(after(10), START, policy())).toBe(0);
    expect(lateMinutes(new Date(after(10).getTime() + 1), START, policy())).toBe(10);
    expect(lateMinutes(after(25.9), START, policy())).toBe(25);
    expect(lateMinutes(after(1), START, policy({ lateGraceMinutes: 0 }))).toBe(1);
  });

  it('count as well before the end', () => {
    expect(leftEarlyMinutes(after(10), START, policy())).toBe(0);
    expect(leftEarlyMinutes(after(-10), START, policy())).toBe(0);
    expect(leftEarlyMinutes(after(-45), START, policy())).toBe(45);
  });
});

describe('the shifts of a duty', () => {
  const duty = { vehicleId: 'cab', shiftEndsAt: START };
  const next = { vehicleId: 'cab', startsAt: START, endsAt: after(480) };
  const end = (leftAt: number, ...shifts: { vehicleId: string; startsAt: Date; endsAt: Date }[]) =>
    lastShiftEnd(duty, shifts, after(leftAt), policy());

  it('are that of the check-in, and those in which he stayed for longer than one may come late', () => {
    expect(end(60)).toEqual(START);
    expect(end(11, next)).toEqual(after(480));
    expect(end(10, next)).toEqual(START);
    expect(end(60, { ...next, vehicleId: 'another cab' })).toEqual(START);
    expect(end(60, { ...next, startsAt: after(55) })).toEqual(START);
    expect(lastShiftEnd({ ...duty, shiftEndsAt: null }, [next], after(60), policy())).toBeNull();
  });
});

describe('the break policy', () => {
  it('knows by when the next one is overlong', () => {
    expect(breakMustEndBy([], after(100), policy())).toEqual(after(160));
    expect(breakMustEndBy(taken([10, 30]), after(100), policy())).toEqual(after(140));
    expect(breakMustEndBy(taken([10, 90]), after(100), policy())).toEqual(after(100));
  });

  it.each([
    [false, taken([0, 10], [20, 30], [40, 50])],
    [true, taken([0, 1], [2, 3], [4, 5], [6, 7])],
    [false, taken([0, 59])],
    [true, taken([0, 60])],
  ])('marks one beyond it: %s', (isBeyond, breaks) => {
    expect(isBreakBeyond(breaks, after(100), policy())).toBe(isBeyond);
  });

  it('refuses one beyond it where it is to', () => {
    const refuse = () => isBreakBeyond(taken([0, 60]), after(100), policy({ breaksBeyond: 'REFUSED' }));
    expect(refuse).toThrow(DomainError);
    expect(refuse).toThrow('1 breaks of 60 minutes');
  });
});

describe('the breaks of a duty that was over sooner', () => {
  const cut = (breaks: ReturnType<typeof taken>, excessBreaks: number, overlongBreaks: number, leftAt = 100) =>
    cutBreaks({ breaks, excessBreaks, overlongBreaks }, after(leftAt), policy());

  it('end with it, and those that began later were none', () => {
    const breaks = taken([10, 20], [90, 220], [230, 240]);
    expect(cut(breaks, 1, 2)).toEqual({ breaks: taken([10, 20], [90, 100]), excessBreaks: 0, overlongBreaks: 0 });
    expect(cut(taken([10, 20], [90, 100]), 0, 0)).toEqual({
      breaks: taken([10, 20], [90, 100]),
      excessBreaks: 0,
      overlongBreaks: 0,
    });
    expect(cut(taken([100, 110]), 0, 0).breaks).toEqual([]);
  });

  it('keep a mark that they had earned by then, and one that the policy of their day gave', () => {
    expect(cut(taken([10, 90], [95, 220]), 1, 2)).toMatchObject({ excessBreaks: 1, overlongBreaks: 2 });
    expect(cut(taken([10, 15], [95, 220]), 1, 2)).toMatchObject({ excessBreaks: 1, overlongBreaks: 1 });
  });
});
