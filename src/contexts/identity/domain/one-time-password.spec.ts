import { isOneTimePassword, oneTimePassword } from './one-time-password';

const SECRET = 'a secret of the tests that is long enough';
const CHALLENGE = '019a9d1b-0000-7000-8000-00000000000a';

describe('a one-time password', () => {
  it('is six digits that depend on the secret and the challenge alone', () => {
    expect(oneTimePassword(SECRET, CHALLENGE)).toMatch(/^[0-9]{6}$/);
    expect(oneTimePassword(SECRET, CHALLENGE)).toBe(oneTimePassword(SECRET, CHALLENGE));
    const others = Array.from({ length: 50 }, (_, i) => oneTimePassword(SECRET, `${CHALLENGE}${i}`));
    expect(new Set(others).size).toBeGreaterThan(45);
    expect(oneTimePassword(`${SECRET}!`, CHALLENGE)).not.toBe(oneTimePassword(SECRET, CHALLENGE));
  });

  it('keeps its leading zeros', () => {
    const codes = Array.from({ length: 200 }, (_, i) => oneTimePassword(SECRET, String(i)));
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
    expect(codes.every((code) => code.length === 6)).toBe(true);
  });

  it('is recognized, and nothing else is', () => {
    const code = oneTimePassword(SECRET, CHALLENGE);
    expect(isOneTimePassword(code, SECRET, CHALLENGE)).toBe(true);
    for (const other of ['', code.slice(1), `${code}0`, code.replace(/.$/, (d) => String((Number(d) + 1) % 10))]) {
      expect(isOneTimePassword(other, SECRET, CHALLENGE)).toBe(false);
    }
  });
});
