import { DomainError } from '../platform/errors/domain-error';
import { assertNoAadhaar, mentionsAadhaar } from './aadhaar';

// State, RTO, year of issue, serial; docs/rules-of-the-road.md.
const CURRENT_FORMAT = /^[A-Z]{2}[0-9]{2}(19|20)[0-9]{2}[0-9]{7}$/;
// Before the national register each office numbered as it liked, often with slashes.
const OLDER_FORMAT = /^(?=.*[0-9])[A-Z0-9/]{5,20}$/;
/** Of one of those too: its digits are a licence's, although one in ten such would check as an Aadhaar number. */
const STATE_AND_DIGITS = /^[A-Z]{2}[0-9]{12}$/;

/** A licence number as stored, and a sentence for the person who entered it where the format is an older one. */
export interface Licence {
  readonly number: string;
  readonly warning: string | null;
}

export function isLicence(text: string): boolean {
  const number = stripped(text);
  return CURRENT_FORMAT.test(number) || (OLDER_FORMAT.test(number) && !mentionsAadhaar(suspect(number)));
}

/**
 * Upper case, without spaces and hyphens. An older format warns, quoting the last four characters, and does not block.
 * @throws DomainError `invalid_licence` where it cannot be a licence number of any format; `aadhaar_misplaced`
 */
export function readLicence(text: string): Licence {
  const number = stripped(text);
  if (CURRENT_FORMAT.test(number)) return { number, warning: null };
  assertNoAadhaar(suspect(number), 'The licence number');
  if (OLDER_FORMAT.test(number)) {
    const warning = `The licence number that ends in ${number.slice(-4)} is not in the current format, such as DL0420110149646; check it by hand.`;
    return { number, warning };
  }
  throw new DomainError(
    'invalid',
    'invalid_licence',
    'The licence number must have 5 to 20 letters, digits or slashes, at least one of them a digit.',
  );
}

function stripped(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '');
}

/** What of the number may be an Aadhaar. */
function suspect(number: string): string {
  const bare = number.replaceAll('/', '');
  return STATE_AND_DIGITS.test(bare) ? '' : bare;
}
