import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { CsvError, type InfoRecord, parse } from 'csv-parse';
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
  const parser = Readable.from(pieces(bytes)).pipe(
    parse({
      bom: true,
      info: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: LONGEST_RECORD,
    }),
  );
  let last = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: InfoRecord }>) {
      const line = last + 1;
      last = info.lines;
      if (record.some((cell) => cell.trim() !== '')) yield { line, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? namedFault(error, last + 1) : error;
  }
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}

function namedFault({ code }: CsvError, line: number): DomainError {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return fault('csv_quote_open', `A quote that is opened in line ${line} is never closed.`, { line });
    case 'CSV_MAX_RECORD_SIZE':
      return fault('csv_record_long', `The row that begins in line ${line} has no end. Is a quote left open?`, {
        line,
      });
    default: {
      const message = `Line ${line} has a quote inside a cell. Put the whole cell in quotes, and each quote in it twice.`;
      return fault('csv_quote_stray', message, { line });
    }
  }
}

function fault(code: string, message: string, details: Record<string, unknown> = {}): DomainError {
  return new DomainError('invalid', code, message, details);
}
