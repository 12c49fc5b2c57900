import { DomainError } from '../platform/errors/domain-error';

// Ten digits from 6 up (docs/rules-of-the-road.md), as people write them: behind +91, 91, 0091 or a trunk 0.
const INDIAN_MOBILE = /^(?:\+91|0091|91|0)?([6-9][0-9]{9})$/;

export function isPhone(text: string): boolean {
  return INDIAN_MOBILE.test(stripped(text));
}

/** The one way a mobile number is stored: `+91` and ten digits. @throws DomainError `invalid_phone`. */
export function normalisePhone(text: string): string {
  const digits = INDIAN_MOBILE.exec(stripped(text))?.[1];
  if (!digits) {
    throw new DomainError(
      'invalid',
      'invalid_phone',
      'The phone must be an Indian mobile number: ten digits that begin with 6, 7, 8 or 9, with or without +91.',
    );
  }
  return `+91${digits}`;
}

/** The ten digits without the country code, as partners want them. */
export function nationalNumber(phone: string): string {
  return normalisePhone(phone).slice(3);
}

/** A number fit for a log or a screen: only the last four digits show. Text that is no number is hidden whole. */
export function maskPhone(text: string): string {
  return isPhone(text) ? `+91******${normalisePhone(text).slice(-4)}` : '******';
}

function stripped(text: string): string {
  return text.replace(/[\s().-]/g, '');
}
