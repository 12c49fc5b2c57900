import { DomainError } from '../platform/errors/domain-error';

// Five letters, four digits, a letter; docs/rules-of-the-road.md.
const PAN = /^[A-Z]{5}[0-9]{4}[A-Z]$/;

export function isPan(text: string): boolean {
  return PAN.test(stripped(text));
}

/** The one way a permanent account number (income tax) is stored: upper case, no spaces or hyphens. @throws DomainError `invalid_pan`. */
export function normalisePan(text: string): string {
  const pan = stripped(text);
  if (PAN.test(pan)) return pan;
  throw new DomainError(
    'invalid',
    'invalid_pan',
    'The PAN must have five letters, four digits and a letter, such as ABCPK1234F.',
  );
}

/** A PAN fit for a log or a screen: only the last four characters show. Text that is none is hidden whole. */
export function maskPan(text: string): string {
  return isPan(text) ? `******${normalisePan(text).slice(-4)}` : '******';
}

function stripped(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '');
}
