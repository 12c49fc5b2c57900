import { isOnTime, waitingSeconds } from './ride-times';

const at = (time: string) => new Date(`2026-11-23T${time}Z`);

describe('the times of a ride', () => {
  it.each([
    ['an early driver waits from the pickup time', '09:10:00', '09:45:00', 900],
    ['a late driver waits from his arrival', '09:40:00', '09:45:30', 330],
    ['a rider who comes early is not waited for', '09:10:00', '09:20:00', 0],
  ])('%s', (_, arrived, started, seconds) => {
    expect(waitingSeconds(at('09:30:00'), at(arrived), at(started))).toBe(seconds);
  });

  it('is on time up to the pickup time itself', () => {
    expect(isOnTime(at('09:30:00'), at('09:30:00'))).toBe(true);
    expect(isOnTime(at('09:30:00'), at('09:30:01'))).toBe(false);
  });
});
