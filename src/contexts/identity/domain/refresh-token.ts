import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'cabstand_rt_';

/** 256 bits that only the client keeps. The prefix lets secret scanners find one that leaked. */
export function newRefreshToken(): string {
  return PREFIX + randomBytes(32).toString('base64url');
}

/** What is stored. Unsalted is enough: nobody guesses 256 bits. */
export function refreshTokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
