import { DEFAULT_DUTY_POLICY } from './duty-policy';
import { waitsUntil } from './waiting';

const MORNING = new Date('2026-11-21T03:30:00.000Z');
const after = (minutes: number): Date => new Date(MORNING.getTime() + minutes * 60_000);

describe('a check-in waits', () => {
  it.each([
    ['as long as the policy says', 120, 600, 120],
    ["at most until the shift's end", 120, 60, 60],
    ["until the shift's end where the policy sets no time", null, 600, 600],
  ])('%s', (_, checkInWaitsMinutes, shift, until) => {
    const policy = { ...DEFAULT_DUTY_POLICY, checkInWaitsMinutes };
    expect(waitsUntil({ checkedInAt: MORNING, shiftEndsAt: after(shift) }, policy)).toEqual(after(until));
  });

  it('for ever only where neither is known', () => {
    const policy = { ...DEFAULT_DUTY_POLICY, checkInWaitsMinutes: null };
    expect(waitsUntil({ checkedInAt: MORNING, shiftEndsAt: null }, policy)).toBeNull();
  });
});
