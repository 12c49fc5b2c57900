import { DomainError } from '../platform/errors/domain-error';

// UIDAI: twelve digits, the first neither 0 nor 1, the last a check digit by Verhoeff's scheme.
const AADHAAR = /^[2-9][0-9]{11}$/;
const MASK = 'XXXXXXXX';
const MASKED = /X{8}[0-9]{4}/;
export const WHERE_IT_BELONGS = 'Send it as the number of a document of the type aadhaar.';

/** What stands between digits that people group, and what cannot be seen there. */
const GAP = '[\\s\\p{Pd}\\u2212\\p{Cf}]';
const GAPS = new RegExp(GAP, 'gu');
/** Looked for at each place: of sixteen digits in fours, the last twelve may be the number. */
const MENTIONED = new RegExp(`(?<![0-9])(?=([2-9](?:${GAP}{0,3}[0-9]){11})(?![0-9]))`, 'gu');
/** In fours, as a card prints it, other signs are gaps too; elsewhere they part the numbers of a policy or a position. */
const IN_FOURS = /(?<![0-9])([0-9]{4})[./_|·]([0-9]{4})[./_|·]([0-9]{4})(?![0-9])/g;
/** Ids name things and no person; some have twelve digits in a row. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gi;
const ANY_DIGIT = /\p{N}/gu;
/** Digits of the scripts of India, whose zeroes all stand at place 6 of sixteen, and those of Urdu, at place 0. */
const INDIC_DIGITS = /[०-९০-৯੦-੯૦-૯୦-୯௦-௯౦-౯೦-೯൦-൯]/g;
const ARABIC_DIGITS = /[٠-٩۰-۹]/g;

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

/** Whether the text, spaces and hyphens aside and in digits of any script, is an Aadhaar number whose check digit is right. */
export function isAadhaar(text: string): boolean {
  return isNumber(plain(text).replace(GAPS, ''));
}

/**
 * The one way an Aadhaar number is kept: the last four digits behind eight X. The raw one is never stored (docs/rules-of-the-road.md),
 * so this is called at the door. @throws DomainError `invalid_aadhaar`, which does not repeat it.
 */
export function maskAadhaar(text: string): string {
  const digits = plain(text).replace(GAPS, '');
  if (!isNumber(digits)) {
    throw new DomainError(
      'invalid',
      'invalid_aadhaar',
      'The Aadhaar number must have twelve digits, of which the last checks the others. It is not kept: only its last four are.',
      { field: 'number' },
    );
  }
  return MASK + digits.slice(-4);
}

/**
 * Whether an Aadhaar number is somewhere in the text, where it has no business. One in ten other numbers of twelve digits that
 * begin with 2 to 9 has the right check digit too and cannot be told from one; a mobile number behind `+91` can.
 */
export function mentionsAadhaar(text: string): boolean {
  return mentioned(text) !== null;
}

/** The text, or, where it mentions an Aadhaar number, that one alone and masked: for what is stored before anybody judges it. */
export function withoutAadhaar(text: string): string {
  const digits = mentioned(text);
  return digits === null ? text : MASK + digits.slice(-4);
}

/**
 * @param where such as `The field reason`
 * @throws DomainError (invalid) `aadhaar_misplaced`, which says what to do and repeats the number neither whole nor masked
 */
export function assertNoAadhaar(text: string | null, where: string, field?: string): void {
  if (text === null || !(MASKED.test(text) || mentionsAadhaar(text))) return;
  const sentence = `${where} holds an Aadhaar number, which is kept nowhere. ${WHERE_IT_BELONGS}`;
  throw new DomainError('invalid', 'aadhaar_misplaced', sentence, field === undefined ? {} : { field });
}

/** The first in the text, in its twelve digits. */
function mentioned(text: string): string | null {
  // Of most cells of a large file this is all that is done.
  if (text.length < 12 || (text.match(ANY_DIGIT)?.length ?? 0) < 12) return null;
  const readable = plain(text);
  for (const { index, 1: found } of readable.matchAll(MENTIONED)) {
    const digits = found!.replace(GAPS, '');
    const isPhone = readable[index - 1] === '+' && /^91[6-9]/.test(digits);
    if (!isPhone && isNumber(digits)) return digits;
  }
  return null;
}

/** With the digits 0 to 9 alone, whatever they were written in, full-width ones included. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(UUID, ' id ')
    .replace(INDIC_DIGITS, (digit) => String((digit.charCodeAt(0) % 16) - 6))
    .replace(ARABIC_DIGITS, (digit) => String(digit.charCodeAt(0) % 16))
    .replace(IN_FOURS, '$1$2$3');
}

function isNumber(digits: string): boolean {
  if (!AADHAAR.test(digits)) return false;
  const sum = [...digits]
    .reverse()
    .reduce((so, digit, place) => Number(PRODUCT[so]![Number(PERMUTED[place % 8]![Number(digit)])]), 0);
  return sum === 0;
}
