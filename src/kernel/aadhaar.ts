import { DomainError } from '../platform/errors/domain-error';

// UIDAI: twelve digits, the first neither 0 nor 1, the last a check digit by Verhoeff's scheme.
const AADHAAR = /^[2-9][0-9]{11}$/;
const MASKED = 'XXXXXXXX';

/** The dihedral group of the pentagon, and the permutation by place, of Verhoeff's scheme (1969). */
const PRODUCT = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const PERMUTED = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];

/** Whether the text, spaces and hyphens aside, is an Aadhaar number whose check digit is right. */
export function isAadhaar(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!AADHAAR.test(digits)) return false;
  const sum = [...digits]
    .reverse()
    .reduce((so, digit, place) => Number(PRODUCT[so]![Number(PERMUTED[place % 8]![Number(digit)])]), 0);
  return sum === 0;
}

/**
 * The one way an Aadhaar number is kept: the last four digits behind eight X. The raw one is never stored (integrations.md §7),
 * so this is called at the door. @throws DomainError `invalid_aadhaar`, which does not repeat it.
 */
export function maskAadhaar(text: string): string {
  if (!isAadhaar(text)) {
    throw new DomainError(
      'invalid',
      'invalid_aadhaar',
      'The Aadhaar number must have twelve digits, of which the last checks the others. It is not kept: only its last four are.',
      { field: 'number' },
    );
  }
  return MASKED + text.replace(/[\s-]/g, '').slice(-4);
}

/** Whether an Aadhaar number is somewhere in the text, where it has no business. */
export function mentionsAadhaar(text: string): boolean {
  return [...text.matchAll(/(?<![0-9])[2-9](?:[\s-]?[0-9]){11}(?![0-9])/g)].some(([found]) => isAadhaar(found));
}
