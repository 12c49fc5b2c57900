import { randomInt } from 'node:crypto';

/** Crockford's: no letter that is read as a digit or as another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const RIDE_CODE = /^[0-9A-HJKMNP-TV-Z]{8}$/;

/** One of 32⁸: random, so that nobody counts an operator's rides by it. */
export function newRideCode(): string {
  return Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
