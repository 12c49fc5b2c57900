import { createSecretKey } from 'node:crypto';
import { rideCode, rideCodeMatches } from './start-code';

const key = createSecretKey(Buffer.from('a key for this spec'));
const rideId = '019ab000-0000-7000-8000-000000000001';

describe('the code a rider tells', () => {
  it('is four digits, the same each time, and another for another ride, purpose or key', () => {
    const code = rideCode(key, rideId);
    expect(code).toMatch(/^[0-9]{4}$/);
    expect(rideCode(key, rideId)).toBe(code);
    const others = [
      rideCode(key, '019ab000-0000-7000-8000-000000000002'),
      rideCode(key, rideId, 'end'),
      rideCode(createSecretKey(Buffer.from('another key')), rideId),
    ];
    for (const other of others) expect(other).not.toBe(code);
  });

  it('spreads over all codes, with leading zeros kept', () => {
    const codes = Array.from({ length: 5_000 }, (_, index) => rideCode(key, `ride-${index}`));
    expect(codes.every((code) => code.length === 4)).toBe(true);
    expect(codes.some((code) => code.startsWith('0'))).toBe(true);
    expect(new Set(codes).size).toBeGreaterThan(3_500);
  });

  it('matches itself alone', () => {
    const code = rideCode(key, rideId);
    expect(rideCodeMatches(code, code)).toBe(true);
    for (const wrong of ['', code.slice(1), `${code}0`, ` ${code}`, code === '0000' ? '0001' : '0000', '१२३४']) {
      expect(rideCodeMatches(code, wrong)).toBe(false);
    }
  });
});
