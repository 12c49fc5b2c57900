import { createHash } from 'node:crypto';
import { withoutAadhaar } from '../../kernel/aadhaar';
import { isPhone } from '../../kernel/phone';
import { DomainError } from '../errors/domain-error';
import { original } from '../exports/write-csv';
import type { ImportColumn } from './importer';
import { assertCsvText, readCsv } from './read-csv';

export const MOST_ROWS = 50_000;
/** Rows that are judged, and in a row-wise import committed, together. */
export const PART_ROWS = 250;

/** The line of a row in its file, and its cells. */
export type FileRow = readonly [line: number, cells: readonly string[]];

export interface ImportFile {
  readonly hash: Buffer;
  readonly columns: readonly string[];
  /**
   * Each of `PART_ROWS` rows, the last of what is left. Rows are stored, so an Aadhaar number in them is masked here.
   * @throws as `readCsv`; `csv_no_rows`, `csv_too_many_rows`
   */
  readonly parts: () => AsyncGenerator<FileRow[]>;
}

/** @throws DomainError as `assertCsvText` and `readCsv`; `csv_header_wrong`, whose `errors` name every wrong column */
export async function openImportFile(bytes: Buffer, columns: readonly ImportColumn[]): Promise<ImportFile> {
  assertCsvText(bytes);
  const header = await headerOf(bytes);
  const names = header.map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  assertHeader(names, columns);
  const ofPhones = new Set(columns.flatMap(({ name, holdsPhones }) => (holdsPhones ? name : [])));
  const masked = (cell: string, index: number): string =>
    ofPhones.has(names[index] ?? '') && isPhone(original(cell)) ? cell : withoutAadhaar(cell);
  return { hash: createHash('sha256').update(bytes).digest(), columns: names, parts: () => partsOf(bytes, masked) };
}

async function headerOf(bytes: Buffer): Promise<readonly string[]> {
  for await (const { cells } of readCsv(bytes)) return cells;
  return [];
}

async function* partsOf(bytes: Buffer, masked: (cell: string, index: number) => string): AsyncGenerator<FileRow[]> {
  let part: FileRow[] = [];
  // The header is none.
  let count = -1;
  for await (const { line, cells } of readCsv(bytes)) {
    if (++count === 0) continue;
    if (count > MOST_ROWS) {
      const message = `A file has ${MOST_ROWS.toLocaleString('en-IN')} rows at most. Cut it up; each part is imported by itself.`;
      throw new DomainError('invalid', 'csv_too_many_rows', message, { rowsAtMost: MOST_ROWS });
    }
    part.push([line, cells.map(masked)]);
    if (part.length < PART_ROWS) continue;
    yield part;
    part = [];
  }
  if (count < 1) throw new DomainError('invalid', 'csv_no_rows', 'The file has a header and no rows under it.');
  if (part.length > 0) yield part;
}

function assertHeader(names: readonly string[], columns: readonly ImportColumn[]): void {
  const known = columns.map(({ name }) => name);
  const missing = columns.filter(({ name, isRequired }) => isRequired && !names.includes(name));
  const errors = [
    ...missing.map(({ name }) => ({ code: 'column_missing', column: name, message: `The column ${name} is missing.` })),
    ...[...new Set(names)].flatMap((name) => {
      if (!known.includes(name)) {
        const message = name === '' ? 'A column has no name.' : `There is no column ${name.slice(0, 60)} in this kind.`;
        return { code: 'column_unknown', column: name.slice(0, 60), message };
      }
      const isTwice = names.filter((other) => other === name).length > 1;
      return isTwice ? { code: 'column_repeated', column: name, message: `The column ${name} is there twice.` } : [];
    }),
  ];
  if (errors.length === 0) return;
  const isApart = names.length === 1 && /[;\t|]/.test(names[0]!);
  const separated = 'The columns are not separated by commas. Save the file as "CSV UTF-8 (comma delimited)".';
  const message = isApart
    ? separated
    : `The header must name the columns ${columns.flatMap(({ name, isIgnored }) => (isIgnored ? [] : name)).join(', ')}.`;
  throw new DomainError('invalid', 'csv_header_wrong', message, { errors });
}
