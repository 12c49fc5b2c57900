import { ADDRESS_LIMIT, addressWaitSeconds, type Asker, phoneWaitSeconds, type UnansweredCode } from './otp-cool-down';

const NOW = new Date('2026-11-21T04:00:00.000Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
const HOME: Asker = { address: '203.0.113.1', isKnown: true };
const stranger = (last = 9): Asker => ({ address: `198.51.100.${last}`, isKnown: false });
/** Newest first, as they are handed over. */
const codes = (asker: Asker, ...seconds: number[]): UnansweredCode[] =>
  seconds.map((second) => ({ ...asker, askedAt: ago(second) }));
const wait = (unanswered: UnansweredCode[], asker: Asker, coolDown = 30): number =>
  phoneWaitSeconds(
    [...unanswered].sort((a, b) => b.askedAt.getTime() - a.askedAt.getTime()),
    asker,
    coolDown,
    NOW,
  );

describe('the wait of a phone', () => {
  it('is none for the first code, and the cool-down after it', () => {
    for (const asker of [HOME, stranger()]) {
      expect(wait([], asker)).toBe(0);
      expect(wait(codes(asker, 0), asker)).toBe(30);
      expect(wait(codes(asker, 10, 60, 120), asker)).toBe(20);
      expect(wait(codes(asker, 30), asker)).toBe(0);
    }
  });

  it('doubles where the owner is known with each code beyond the third', () => {
    const asked = [0, 60, 120, 180, 240, 300];
    expect(wait(codes(HOME, ...asked.slice(0, 4)), HOME)).toBe(60);
    expect(wait(codes(HOME, ...asked.slice(0, 5)), HOME)).toBe(120);
    expect(wait(codes(HOME, ...asked), HOME)).toBe(240);
  });

  it('does not hang on strangers where the owner is known, nor the other way about', () => {
    const strangers = Array.from({ length: 20 }, (_, n) => codes(stranger(n), n)).flat();
    expect(wait(strangers, HOME)).toBe(0);
    expect(wait(codes(HOME, 0, 1, 2, 3, 4, 5), stranger())).toBe(0);
  });

  it('of a stranger is until the first of his four codes is an hour old, and of another one the cool-down', () => {
    expect(wait(codes(stranger(), 40, 80, 120), stranger())).toBe(0);
    const four = codes(stranger(), 40, 80, 120, 600);
    expect(wait(four, stranger())).toBe(3000);
    expect(wait(four, stranger(10))).toBe(0);
    expect(wait(codes(stranger(), 10, 80, 120, 600), stranger(10))).toBe(20);
  });

  it('of all strangers is until the first of their eight codes is an hour old', () => {
    const eight = [...codes(stranger(1), 50, 100, 150, 200), ...codes(stranger(2), 250, 300, 350, 900)];
    expect(wait(eight, stranger(3))).toBe(2700);
    expect(wait(eight.slice(0, 7), stranger(3))).toBe(0);
  });

  it('is none where the cool-down is none', () => {
    for (const asker of [HOME, stranger()]) expect(wait(codes(asker, ...Array<number>(20).fill(0)), asker, 0)).toBe(0);
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
