import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The six digits of a challenge. Derived from its id, so that no table, event or outbox row holds them: whoever reads the
 * database without the secret cannot log in with what he reads.
 */
export function oneTimePassword(secret: string, challengeId: string): string {
  const derived = createHmac('sha256', secret).update(`otp:${challengeId}`).digest();
  // 64 bits over a million: the bias is below 1 in 10^13.
  return (derived.readBigUInt64BE(0) % 1_000_000n).toString().padStart(6, '0');
}

/** In constant time. `given` is six digits. */
export function isOneTimePassword(given: string, secret: string, challengeId: string): boolean {
  const expected = Buffer.from(oneTimePassword(secret, challengeId));
  const shown = Buffer.from(given);
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}
