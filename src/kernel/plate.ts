import { DomainError } from '../platform/errors/domain-error';

// Formats of the state series and of the Bharat series; docs/rules-of-the-road.md.
const STATE_SERIES = /^[A-Z]{2}[0-9]{1,2}[A-Z]{0,3}[0-9]{4}$/;
const BHARAT_SERIES = /^[0-9]{2}BH[0-9]{4}[A-HJ-NP-Z]{1,2}$/;

/** Whether the text, once normalised, is an Indian registration number. */
export function isPlate(text: string): boolean {
  const plate = stripped(text);
  return STATE_SERIES.test(plate) || BHARAT_SERIES.test(plate);
}

/** The one way a plate is stored: upper case, without spaces and hyphens. @throws DomainError `invalid_plate`. */
export function normalisePlate(text: string): string {
  if (!isPlate(text)) {
    throw new DomainError(
      'invalid',
      'invalid_plate',
      'The plate must be an Indian registration number such as DL1ZA1234 or 22BH1234AA.',
    );
  }
  return stripped(text);
}

function stripped(text: string): string {
  return text.toUpperCase().replace(/[\s-]/g, '');
}
