import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { DomainError } from '../errors/domain-error';

export interface CsvRecord {
  /** From 1, the header's; of a record that spans several, its first. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** What the parser is handed at a time. */
const PIECE_BYTES = 64 * 1024;
/** Longer than any row, and a bound for what a quote that is never closed can swallow. */
const LONGEST_RECORD = 100_000;
const LINE_END = /\r\n|\r|\n/g;

/**
 * @throws DomainError `csv_empty`, `csv_not_utf8`, `csv_binary`: it is no text in UTF-8, with or without a byte order mark.
 */
export function assertCsvText(bytes: Buffer): void {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16 || !isUtf8(bytes)) {
    const what = isUtf16 ? 'in UTF-16' : 'not in UTF-8';
    throw fault('csv_not_utf8', `The file is ${what}. Save it as "CSV UTF-8 (comma delimited)".`);
  }
  if (bytes.includes(0)) throw fault('csv_binary', 'The file holds bytes that no text has. Is it a spreadsheet?');
  if (bytes.toString('utf8').trim() === '')
    throw fault('csv_empty', 'The file is empty. Its first line names the columns.');
}

/**
 * The records of comma-separated text, one at a time (RFC 4180): lines end in LF, CRLF or CR, and a quoted cell may hold
 * commas, line ends and doubled quotes. Lines with nothing in them are left out.
 * @throws DomainError `csv_quote_open`, `csv_quote_stray`, `csv_record_long`, naming the line
 */
export async function* readCsv(bytes: Buffer): AsyncGenerator<CsvRecord> {
  // Of the record that the parser is at, which is ahead of those that were asked for.
  let line = 1;
  const numbered = (cells: string[]): CsvRecord => {
    const record = { line, cells };
    // Counted here: the parser takes CRLF in a quoted cell for two lines.
    line += 1 + cells.reduce((count, cell) => count + (cell.match(LINE_END)?.length ?? 0), 0);
    return record;
  };
  const parser = Readable.from(pieces(bytes)).pipe(
    parse({
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: LONGEST_RECORD,
      // Its types know of records with named columns only, or of cells.
      on_record: numbered as unknown as (cells: string[]) => string[],
    }),
  );
  try {
    for await (const record of parser as AsyncIterable<CsvRecord>) {
      if (record.cells.some((cell) => cell.trim() !== '')) yield record;
    }
  } catch (error) {
    throw error instanceof CsvError ? namedFault(error, line) : error;
  }
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}

/** @param line in which the row begins that the parser was at */
function namedFault({ code }: CsvError, line: number): DomainError {
  if (code === 'CSV_QUOTE_NOT_CLOSED') {
    const message = `A quote in the row that begins in line ${line} is never closed.`;
    return fault('csv_quote_open', message, { line });
  }
  if (code === 'CSV_MAX_RECORD_SIZE') {
    const message = `The row that begins in line ${line} has no end. Is a quote left open?`;
    return fault('csv_record_long', message, { line });
  }
  const message = `The row that begins in line ${line} has a quote inside a cell. Put the whole cell in quotes, and each quote in it twice.`;
  return fault('csv_quote_stray', message, { line });
}

function fault(code: string, message: string, details: Record<string, unknown> = {}): DomainError {
  return new DomainError('invalid', code, message, details);
}
