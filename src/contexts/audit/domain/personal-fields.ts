import type { PersonalFields } from '../../../platform/events/domain-event';

type Json = Readonly<Record<string, unknown>>;

export interface SeparatedPayload {
  /** Without the personal fields. */
  readonly payload: Json;
  /** The personal fields by their dotted paths; null when the payload has none of them. */
  readonly personal: Json | null;
  /** Whose they are: the value of the subject field, or the fallback where that is missing. */
  readonly person: string;
}

/**
 * Takes the personal fields out of a payload, which is left as it was.
 * @param fallback stands in for a person that the payload does not name, so that no personal field is ever left in clear.
 */
export function separatePersonal(payload: Json, marked: PersonalFields, fallback: string): SeparatedPayload {
  const subject = valueAt(payload, marked.subject.split('.'));
  const person = typeof subject === 'string' && subject !== '' ? subject : fallback;
  const personal: Record<string, unknown> = {};
  let rest = payload;
  for (const field of marked.fields) {
    const path = field.split('.');
    const value = valueAt(payload, path);
    if (value === undefined || value === null) continue;
    personal[field] = value;
    rest = without(rest, path);
  }
  return { payload: rest, personal: Object.keys(personal).length > 0 ? personal : null, person };
}

/** The payload as it was before its personal fields were taken out. */
export function joinPersonal(payload: Json, personal: Json): Json {
  return Object.entries(personal).reduce(
    (joined, [field, value]) => withValue(joined, field.split('.'), value),
    payload,
  );
}

function valueAt(holder: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), holder);
}

function without(holder: Json, [name, ...deeper]: readonly string[]): Json {
  const { [name!]: value, ...others } = holder;
  return deeper.length > 0 && isObject(value) ? { ...others, [name!]: without(value, deeper) } : others;
}

function withValue(holder: Json, [name, ...deeper]: readonly string[], value: unknown): Json {
  if (deeper.length === 0) return { ...holder, [name!]: value };
  const inner = holder[name!];
  return { ...holder, [name!]: withValue(isObject(inner) ? inner : {}, deeper, value) };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
