import { assertNoAadhaar, maskAadhaar } from '../../../kernel/aadhaar';
import { readLicence } from '../../../kernel/licence';
import { normalisePan } from '../../../kernel/pan';
import { normalisePlate } from '../../../kernel/plate';
import type { NumberKind } from '../../../platform/document-digests';
import { DomainError } from '../../../platform/errors/domain-error';
import type { DocumentSubject } from '../contracts/verification-events';

export const DOCUMENT_SUBJECTS: readonly DocumentSubject[] = ['driver', 'vehicle', 'fleet', 'organization', 'user'];

/** What a subject is registered with, and a document may say of it too. */
export type SubjectFact = 'licenceNumber' | 'plate' | 'fuelType';

export type SourceKind = 'bank_account' | 'registration_certificate' | 'driving_licence';

interface DocumentRules {
  readonly subjects: readonly DocumentSubject[];
  /** How its number is stored; null where it may have none. @throws DomainError that does not repeat it */
  readonly number: (text: string) => string;
  readonly needsNumber: boolean;
  /** `always`: a document of this type lapses some day, so it must say when. */
  readonly expires: 'always' | 'sometimes' | 'never';
  /** What an outside source can say of it. */
  readonly source: SourceKind | null;
  /** What it says of its subject: where that changes, somebody must see it again. */
  readonly says: readonly SubjectFact[];
  /** Which of these its own number is: of another subject it is no document. */
  readonly bears: NumberKind | null;
}

const PERSONS: readonly DocumentSubject[] = ['driver', 'user'];
const FIRMS: readonly DocumentSubject[] = ['fleet', 'organization'];

/** docs/rules-of-the-road.md, and what a fleet and an operator show beside it. */
const RULES = {
  driving_licence: {
    ...rules(['driver'], (text) => readLicence(text).number, 'always', 'driving_licence'),
    ...{ says: ['licenceNumber'], bears: 'driving_licence' },
  },
  pan: rules([...PERSONS, ...FIRMS], normalisePan, 'never'),
  aadhaar: rules(PERSONS, maskAadhaar, 'never'),
  police_verification: { ...rules(PERSONS, freeNumber, 'sometimes'), needsNumber: false },
  bank_account: rules(['driver', ...FIRMS], accountNumber, 'never', 'bank_account'),
  registration_certificate: {
    ...rules(['vehicle'], normalisePlate, 'sometimes', 'registration_certificate'),
    ...{ says: ['plate', 'fuelType'], bears: 'plate' },
  },
  insurance: { ...rules(['vehicle'], freeNumber, 'always'), says: ['plate'] },
  fitness: { ...rules(['vehicle'], freeNumber, 'always'), needsNumber: false, says: ['plate'] },
  permit: { ...rules(['vehicle'], freeNumber, 'always'), says: ['plate'] },
  puc: { ...rules(['vehicle'], freeNumber, 'always'), needsNumber: false, says: ['plate', 'fuelType'] },
  gst_registration: rules(FIRMS, freeNumber, 'sometimes'),
  trade_licence: rules(FIRMS, freeNumber, 'sometimes'),
  agreement: { ...rules(FIRMS, freeNumber, 'sometimes'), needsNumber: false },
} satisfies Record<string, DocumentRules>;

export type DocumentType = keyof typeof RULES;
export const DOCUMENT_TYPES = Object.keys(RULES) as readonly DocumentType[];

export function rulesOf(type: DocumentType): DocumentRules {
  return RULES[type];
}

export function suits(type: DocumentType, subject: DocumentSubject): boolean {
  return rulesOf(type).subjects.includes(subject);
}

/**
 * The number as it is stored: normalised, and of an Aadhaar only the last four digits.
 * @throws DomainError (invalid) that names the field and never the number: `number_missing`, `invalid_number`,
 * `invalid_account_number`, `aadhaar_misplaced`, and those of the kernel's formats
 */
export function storedNumber(type: DocumentType, text: string | null): string | null {
  const { number, needsNumber } = rulesOf(type);
  if (text !== null) return number(text);
  if (!needsNumber) return null;
  throw wrongNumber('number_missing', `A document of the type ${type} has a number. Give it as number.`);
}

/** For who may not see numbers: the last four characters. */
export function maskedNumber(type: DocumentType, number: string | null): string | null {
  return number === null || type === 'aadhaar' ? number : `******${number.slice(-4)}`;
}

function rules(
  subjects: readonly DocumentSubject[],
  number: (text: string) => string,
  expires: DocumentRules['expires'],
  source: SourceKind | null = null,
): DocumentRules {
  return { subjects, number, needsNumber: true, expires, source, says: [], bears: null };
}

function freeNumber(text: string): string {
  const number = text.toUpperCase().replace(/\s/g, '');
  assertNoAadhaar(number, 'The number', 'number');
  if (/^[A-Z0-9][A-Z0-9/.-]{2,39}$/.test(number)) return number;
  throw wrongNumber('invalid_number', 'The number must have 3 to 40 letters, digits, slashes, dots or hyphens.');
}

/** Indian banks use 9 to 18 digits. */
function accountNumber(text: string): string {
  const number = text.replace(/[\s-]/g, '');
  if (/^[0-9]{9,18}$/.test(number)) return number;
  throw wrongNumber('invalid_account_number', 'The number of a bank account has 9 to 18 digits.');
}

function wrongNumber(code: string, sentence: string): DomainError {
  return new DomainError('invalid', code, sentence, { field: 'number' });
}
