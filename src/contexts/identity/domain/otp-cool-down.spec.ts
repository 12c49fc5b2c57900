import { ADDRESS_LIMIT, addressWaitSeconds, phoneWaitSeconds } from './otp-cool-down';

const NOW = new Date('2026-11-21T04:00:00.000Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);

describe('the wait of a phone', () => {
  it('is none for the first code', () => {
    expect(phoneWaitSeconds([], 30, NOW)).toBe(0);
  });

  it('is the cool-down after each of the first three', () => {
    expect(phoneWaitSeconds([ago(0)], 30, NOW)).toBe(30);
    expect(phoneWaitSeconds([ago(10), ago(60), ago(120)], 30, NOW)).toBe(20);
    expect(phoneWaitSeconds([ago(30)], 30, NOW)).toBe(0);
  });

  it('doubles with each unanswered code after them', () => {
    const asked = Array.from({ length: 6 }, (_, i) => ago(i * 60));
    expect(phoneWaitSeconds(asked.slice(0, 4), 30, NOW)).toBe(60);
    expect(phoneWaitSeconds(asked.slice(0, 5), 30, NOW)).toBe(120);
    expect(phoneWaitSeconds(asked.slice(0, 6), 30, NOW)).toBe(240);
  });

  it('is none where the cool-down is none', () => {
    expect(
      phoneWaitSeconds(
        Array.from({ length: 20 }, () => ago(0)),
        0,
        NOW,
      ),
    ).toBe(0);
  });
});

describe('the wait of an address', () => {
  it('is none until it has used up its minute', () => {
    expect(
      addressWaitSeconds(
        Array.from({ length: ADDRESS_LIMIT - 1 }, () => ago(0)),
        NOW,
      ),
    ).toBe(0);
  });

  it('lasts until the first of its last sixty codes is a minute old', () => {
    const asked = Array.from({ length: ADDRESS_LIMIT }, (_, i) => ago(i / 2));
    expect(addressWaitSeconds(asked, NOW)).toBe(31);
    expect(
      addressWaitSeconds(
        asked.map((at) => new Date(at.getTime() - 31_000)),
        NOW,
      ),
    ).toBe(0);
  });
});
