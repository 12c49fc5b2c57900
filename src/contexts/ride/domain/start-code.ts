import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';

/** A code proves the rider's presence at the start, and where a partner asks for it at the end. */
export type RideCodePurpose = 'start' | 'end';

/**
 * The four digits the rider tells the driver: derived, so that no table, event or log holds them.
 * Only 10,000 exist, so whoever checks them counts the tries.
 */
export function rideCode(key: KeyObject, rideId: string, purpose: RideCodePurpose = 'start'): string {
  const digest = createHmac('sha256', key).update(`ride-code:${purpose}:${rideId}`).digest();
  // Six bytes make the bias of the remainder smaller than one in ten thousand million.
  return String(digest.readUIntBE(0, 6) % 10_000).padStart(4, '0');
}

/** Constant in time over codes of equal length, whichever digit is wrong. */
export function rideCodeMatches(expected: string, given: string): boolean {
  const expectedBytes = Buffer.from(expected);
  const givenBytes = Buffer.from(given);
  return expectedBytes.length === givenBytes.length && timingSafeEqual(expectedBytes, givenBytes);
}
