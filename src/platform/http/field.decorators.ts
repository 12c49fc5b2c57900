import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';
import { mentionsAadhaar, WHERE_IT_BELONGS } from '../../kernel/aadhaar';
import { isLicence } from '../../kernel/licence';
import { isLocalDate } from '../../kernel/local-day';
import { isPhone } from '../../kernel/phone';
import { isPlate } from '../../kernel/plate';

// What PostgreSQL refuses in text (NUL, halves of surrogate pairs) and what no person types; tabs and new lines may stay.
export const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\p{Surrogate}]/u;

/** In characters; each field has a bound of its own. */
const LONGEST_TEXT = 2_000;

/** The field may be left out, but null is not a value of it. `IsOptional` lets null through as well. */
export const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/**
 * Text that a person wrote: trimmed, then from `min` (1 by default) to `max` characters that a database can hold. An Aadhaar
 * number in it is refused, unless the field is where one belongs and whoever reads it masks it.
 */
export function IsText(
  length: { min?: number; max: number; mayHoldAadhaar?: boolean },
  options?: ValidationOptions,
): PropertyDecorator {
  const { min = 1, max, mayHoldAadhaar = false } = length;
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))(target, property);
    field('isText', (text) => text.length >= min && text.length <= max && !UNPRINTABLE.test(text), {
      sentence: `$property must be text of ${min} to ${max} characters, not counting the spaces around it.`,
      options,
    })(target, property);
    if (!mayHoldAadhaar) HoldsNoAadhaar(options)(target, property);
  };
}

const HoldsNoAadhaar = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'holdsNoAadhaar',
      validator: {
        // What is no text is refused for that alone; what is longer than any field is not searched.
        validate: (value: unknown) =>
          typeof value !== 'string' || value.length > LONGEST_TEXT || !mentionsAadhaar(value),
        defaultMessage: () => `$property holds an Aadhaar number, which is kept nowhere. ${WHERE_IT_BELONGS}`,
      },
    },
    options,
  );

/** Why somebody did it: every change of a status takes one. */
export const IsReason = (): PropertyDecorator => IsText({ max: 500 });

/** An Indian mobile number however written; `normalisePhone` gives the form to store. */
export const IsPhone = (options?: ValidationOptions): PropertyDecorator =>
  field('isPhone', (text) => text.length <= 40 && isPhone(text), {
    sentence: '$property must be an Indian mobile number, such as +91 98100 12345.',
    options,
  });

/** An Indian registration number however written; `normalisePlate` gives the form to store. */
export const IsPlate = (options?: ValidationOptions): PropertyDecorator =>
  field('isPlate', (text) => text.length <= 40 && isPlate(text), {
    sentence: '$property must be an Indian registration number, such as DL1ZA1234 or 22BH1234AA.',
    options,
  });

/** A driving licence number of any format; `readLicence` gives the form to store. */
export const IsLicence = (options?: ValidationOptions): PropertyDecorator =>
  field('isLicence', (text) => text.length <= 40 && isLicence(text), {
    sentence: '$property must be a driving licence number, such as DL04 20110149646, and no Aadhaar number.',
    options,
  });

/** A calendar day, `YYYY-MM-DD`, of the years 1000 to 9998. */
export const IsLocalDate = (options?: ValidationOptions): PropertyDecorator =>
  field('isLocalDate', isLocalDate, {
    sentence: '$property must be a day of the calendar, YYYY-MM-DD, in the years 1000 to 9998.',
    options,
  });

function field(
  name: string,
  accepts: (text: string) => boolean,
  { sentence, options }: { sentence: string; options: ValidationOptions | undefined },
): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && accepts(value);
  return ValidateBy({ name, validator: { validate, defaultMessage: () => sentence } }, options);
}
