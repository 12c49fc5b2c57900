import { assertNoAadhaar } from '../../kernel/aadhaar';
import { FLEET_TIME_ZONE, isLocalDate, type LocalDate, localInstant } from '../../kernel/local-day';
import { DomainError } from '../errors/domain-error';
import { UNPRINTABLE } from '../http/field.decorators';

const LOCAL_TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d):(\d\d)(?::00)?$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** What a person wrote, up to so many characters, and no Aadhaar number in it. */
export function text(most: number): (cell: string) => string {
  return (cell) => {
    assertNoAadhaar(cell, 'The cell');
    if (cell.length <= most && !UNPRINTABLE.test(cell)) return cell;
    throw wrong('text_invalid', `This must be text of at most ${most} characters.`);
  };
}

/** One of these, in any case of letters, with spaces or hyphens for underscores. */
export function oneOf<const Value extends string>(values: readonly Value[]): (cell: string) => Value {
  return (cell) => {
    const wanted = cell.toUpperCase().replace(/[\s-]+/g, '_');
    const found = values.find((value) => value.toUpperCase() === wanted);
    if (found !== undefined) return found;
    throw wrong('value_unknown', `This must be one of ${values.join(', ')}.`);
  };
}

export function wholeNumber(least: number, most: number): (cell: string) => number {
  return (cell) => {
    const value = /^\d{1,15}$/.test(cell) ? Number(cell) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw wrong('number_invalid', `This must be a whole number from ${least} to ${most}, in digits alone.`);
  };
}

export function localDay(cell: string): LocalDate {
  if (isLocalDate(cell)) return cell;
  throw wrong('date_invalid', 'This must be a day of the calendar, YYYY-MM-DD, in the years 1000 to 9998.');
}

/** An instant with its offset (ISO 8601), or the time on the wall in India: `2026-11-23 06:00`. */
export function moment(cell: string): Date {
  const [, day, hours, minutes] = LOCAL_TIME.exec(cell) ?? [];
  if (day !== undefined && isLocalDate(day) && Number(hours) < 24 && Number(minutes) < 60)
    return localInstant(day, Number(hours) * 60 + Number(minutes), FLEET_TIME_ZONE);
  const named = INSTANT.exec(cell)?.[1];
  const instant = new Date(named !== undefined && isLocalDate(named) ? cell : Number.NaN);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw wrong(
    'time_invalid',
    'This must be a time such as 2026-11-23 06:00 (in India) or 2026-11-23T00:30:00Z (with its offset).',
  );
}

function wrong(code: string, message: string): DomainError {
  return new DomainError('invalid', code, message);
}
