import { DomainError } from '../../../platform/errors/domain-error';
import { DEFAULT_DUTY_POLICY, type DutyPolicy } from './duty-policy';
import { breakMustEndBy, isBreakBeyond, lateMinutes, leftEarlyMinutes } from './marks';

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
