/** What a spreadsheet would take for a formula, or for the end of a cell (OWASP on CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;
/** A cell that already stands behind apostrophes gets one more, so that exactly one can be taken off. */
const NEUTRALISED = /^'+[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

export type CsvCell = string | number | boolean | Date | null;

/** One record by RFC 4180, with its CRLF. Times are ISO 8601 in UTC; null is an empty cell. */
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

function written(cell: CsvCell): string {
  if (cell === null) return '';
  // A number is ours and no formula: -5 stays a number.
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  const text = neutralised(cell instanceof Date ? cell.toISOString() : cell);
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
