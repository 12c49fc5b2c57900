const SECRET_KEYS =
  /^(authorization|cookie|set-cookie|otp|token|(access|refresh|id|api|metrics)[-_]?token|password|passphrase|secret|.*[-_]?secret|(api|private|signing|server)[-_]?key|.*secret[-_]?(access[-_]?)?key|salt|hash|pin)$/i;
/** `code` names one-time passwords and error codes alike; only a value that could be the former is hidden. */
const ONE_TIME_CODE = /^\d{4,8}$/;

const MASK = '***';
const MAX_DEPTH = 8;

const INTERNATIONAL_PHONE = /\+(\d{2})\d{4,9}(\d{4})(?!\d)/g;
const INDIAN_PHONE = /(?<![0-9A-Za-z])(\+?91[ -]?)?[6-9]\d{4}[ -]?\d(\d{4})(?![0-9A-Za-z])/g;
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;
// Three parts or more with dots between, whole: looked for behind each hyphen, a token would cost the square of its length.
const DOTTED = /(?<![\w-])[\w-]+(?:\.[\w-]+){2,}/g;
const URL_PASSWORD = /(:\/\/[^\s:/@]*):[^\s@/]+@/g;

/** Hides what a log must not hold from a sentence: phone numbers but for their last four digits, tokens, passwords in URLs. */
export function maskText(text: string): string {
  return text
    .replace(URL_PASSWORD, `$1:${MASK}@`)
    .replace(BEARER, `$1 ${MASK}`)
    .replace(DOTTED, (parts) => parts.replace(/eyJ.*/s, MASK))
    .replace(INTERNATIONAL_PHONE, '+$1******$2')
    .replace(INDIAN_PHONE, (_, prefix: string | undefined, last: string) => `${prefix ? '+91' : ''}******${last}`);
}

/** A copy fit to be logged: secrets hidden by the name of their key at any depth, text masked, errors written out. */
export function masked(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (value instanceof Error) return maskedError(value, depth);
  if (Array.isArray(value)) return value.map((item) => masked(item, depth + 1));
  if (value instanceof Map) return masked(Object.fromEntries(value), depth);
  if (value instanceof Set) return masked([...value], depth);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskedMember(key, inner, depth)]));
}

function maskedMember(key: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined) return value;
  if (SECRET_KEYS.test(key)) return MASK;
  if (key === 'code' && ONE_TIME_CODE.test(String(value))) return MASK;
  return masked(value, depth + 1);
}

function maskedError(error: Error, depth: number): unknown {
  const { code, cause, constraint, table, detail } = error as Error & Record<string, unknown>;
  return {
    type: error.name,
    message: maskText(error.message),
    code,
    constraint,
    table,
    detail: typeof detail === 'string' ? maskText(detail) : undefined,
    stack: error.stack && maskText(error.stack),
    cause: cause === undefined ? undefined : masked(cause, depth + 1),
  };
}
