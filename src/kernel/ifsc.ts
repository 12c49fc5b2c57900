import { DomainError } from '../platform/errors/domain-error';

// Four letters of the bank, a zero, six of the branch; docs/rules-of-the-road.md.
const IFSC = /^[A-Z]{4}0[A-Z0-9]{6}$/;

export function isIfsc(text: string): boolean {
  return IFSC.test(stripped(text));
}

/** The one way the code of a bank's branch is stored: upper case, no spaces or hyphens. @throws DomainError `invalid_ifsc`. */
export function normaliseIfsc(text: string): string {
  const ifsc = stripped(text);
  if (IFSC.test(ifsc)) return ifsc;
  throw new DomainError(
    'invalid',
    'invalid_ifsc',
    'The IFSC must have four letters, a zero and six letters or digits, such as HDFC0001234.',
  );
}

function stripped(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '');
}
