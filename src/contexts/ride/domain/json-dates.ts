/**
 * JSON holds a date as text. A member whose name ends in `At` is one, wherever it is nested; this gives it back as a Date.
 */
export function withDates(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name.endsWith('At') && typeof member === 'string' ? new Date(member) : withDates(member),
    ]),
  );
}

/** For a column of JSON that holds dates. */
export const JSON_WITH_DATES = { to: (value: unknown): unknown => value, from: withDates };
