/**
 * What a spreadsheet would take for a formula, or for the end of a cell (OWASP on CSV injection): full-width signs too, which
 * some read as the others, and a line end, behind which the next line begins one.
 */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;
/** A cell that already stands behind apostrophes gets one more, so that exactly one can be taken off. */
const NEUTRALISED = /^'+[=+\-@＝＋－＠\t\r\n]/;
const INDIA_AHEAD_MS = 5.5 * 3_600_000;
const QUOTED = /[",\r\n]/;

export type CsvCell = string | number | boolean | Date | null;

/** One record by RFC 4180, with its CRLF. Times are those of India with their offset (ISO 8601); null is an empty cell. */
export function csvRecord(cells: readonly CsvCell[]): string {
  return `${cells.map(written).join(',')}\r\n`;
}

/** The text as a spreadsheet shows it and does not run it. */
export function neutralised(text: string): string {
  return FORMULA.test(text) || NEUTRALISED.test(text) ? `'${text}` : text;
}

/** What `neutralised` made of the text undone: what was exported is imported as what it was. */
export function original(text: string): string {
  return NEUTRALISED.test(text) ? text.slice(1) : text;
}

/** `2026-11-23T06:00:00+05:30`. India has had one offset since 1945. */
function inIndia(at: Date): string {
  return `${new Date(at.getTime() + INDIA_AHEAD_MS).toISOString().slice(0, 19)}+05:30`;
}

function written(cell: CsvCell): string {
  if (cell === null) return '';
  // A number is ours and no formula: -5 stays a number.
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  const text = neutralised(cell instanceof Date ? inIndia(cell) : cell);
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
