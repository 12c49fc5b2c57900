import { constants, inflateSync } from 'node:zlib';
import { DomainError } from '../errors/domain-error';

/** What a viewer may run, open or hand on by itself, by the names that PDF gives to it (ISO 32000-2, 12.6.4 and 7.11.4). */
const ACTIVE = /\/(JavaScript|Launch|EmbeddedFiles?|RichMedia|Rendition|SubmitForm|ImportData|GoToE)(?![A-Za-z0-9])/;
/** Forms in XML may bring scripts of their own. Too short a name to be looked for in the bytes of pictures. */
const FORMS_IN_XML = /\/XFA(?![A-Za-z0-9])/;
const ENCRYPTED = /\/Encrypt(?![A-Za-z0-9])/;

/** Of all that is unpacked of one file together, what is only glanced at too: some hundred bytes can promise a thousand million. */
const MAX_INFLATED_BYTES = 32 * 1024 * 1024;
/** Far more than a scan has, and few enough to be looked at within a request. */
const MAX_STREAMS = 10_000;
/** Others wait while one is read, and a machine may be slower than the bounds above were chosen on. */
const MAX_MILLISECONDS = 3_000;
const MAX_DICTIONARY = 4_096;
/** Enough to see what most streams begin with, and then enough for every one that is packed as it should be. */
const GLANCES_BYTES = [64, 512];
const MOST_A_BYTE_INFLATES_TO = 1_040;

/**
 * Reads as much of a PDF as tells whether it is one and whether it acts by itself: header, end, the place of its index, and
 * every name in it, those in compressed objects too. An encrypted one can be neither judged nor shown, so it is refused.
 * @param now in milliseconds, from any beginning
 * @throws DomainError (invalid) damaged_pdf, encrypted_pdf, active_pdf; pdf_too_complex where looking into it takes more than
 * 32 MiB unpacked, 10,000 streams or three seconds
 */
export function outlineOfPdf(bytes: Buffer, now: () => number = () => performance.now()): { readonly end: number } {
  const file = bytes.toString('latin1');
  const end = endOf(file);
  const text = file.slice(0, end);
  const names = spelledOut(text);
  const outside = spelledOut(withoutStreams(text));
  if (ENCRYPTED.test(outside))
    throw new DomainError('invalid', 'encrypted_pdf', 'The PDF is protected by a password. Send it without one.');
  // Streams are searched as well: what looks like one to this reader may be something else to another.
  refuseActive(names);
  refuseForms(outside);
  for (const objects of objectStreams(bytes, text, new Budget(now))) {
    refuseActive(spelledOut(objects));
    refuseForms(spelledOut(objects));
  }
  return { end };
}

function endOf(file: string): number {
  if (!/^%PDF-[12]\.\d[\s%]/.test(file)) throw damaged();
  const mark = file.lastIndexOf('%%EOF');
  if (mark < 0) throw damaged();
  const start = /startxref\s+(\d{1,10})\s*$/.exec(file.slice(Math.max(0, mark - 64), mark));
  const index = start ? Number(start[1]) : 0;
  if (index === 0 || index >= mark) throw damaged();
  if (!/^\s*(xref\s|\d+\s+\d+\s+obj\b)/.test(file.slice(index, index + 64))) throw damaged();
  if (!/\/Root(?![A-Za-z0-9])/.test(file.slice(index, mark))) throw damaged();
  return mark + '%%EOF'.length;
}

/** `#4a` in a name stands for a character, and hides `/JavaScript` from whoever only looks for that. */
function spelledOut(text: string): string {
  return text.replace(/#([0-9a-fA-F]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

function withoutStreams(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf('stream'); at >= 0; at = text.indexOf('stream', from)) {
    const end = text.indexOf('endstream', at);
    if (end < 0) break;
    parts.push(text.slice(from, at));
    from = end + 'endstream'.length;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

/**
 * Objects that a PDF keeps together and packed (7.5.7): everything but a page's drawing may be in there. Known by what they
 * begin with, pairs of numbers, since a dictionary can be written so that only some readers see what it says.
 */
function* objectStreams(bytes: Buffer, text: string, budget: Budget): Generator<string> {
  let count = 0;
  for (const { index, 0: keyword } of text.matchAll(/(?<!end)stream(\r\n|\n|\r)/g)) {
    if (++count > MAX_STREAMS) throw tooComplex();
    budget.assertInTime();
    const before = text.slice(Math.max(0, index - MAX_DICTIONARY), index);
    const dictionary = spelledOut(before.slice(Math.max(0, before.lastIndexOf('obj'))));
    const isDeclared = /\/ObjStm(?![A-Za-z0-9])/.test(dictionary);
    // Without a filter it has been read with the rest; through any other, nobody here can.
    if (isDeclared && !/\/Filter(?![A-Za-z0-9])/.test(dictionary)) continue;
    const packed = bytes.subarray(index + keyword.length);
    const beginning = glance(packed, budget);
    if (beginning === null && isDeclared) throw damaged();
    if (beginning === null || !/^[\s\0]*(%|\d+\s)/.test(beginning)) continue;
    const objects = inflate(packed, budget.left, budget);
    if (objects === null) throw damaged();
    yield objects;
  }
}

/** What it begins with; null where it is not packed that way. */
function glance(packed: Buffer, budget: Budget): string | null {
  for (const size of GLANCES_BYTES) {
    const beginning = inflate(packed.subarray(0, size), size * MOST_A_BYTE_INFLATES_TO, budget);
    if (beginning !== '') return beginning;
  }
  return '';
}

/** Null where it is not packed that way. As forgiving of a cut end as viewers are. @throws DomainError pdf_too_complex */
function inflate(bytes: Buffer, atMost: number, budget: Budget): string | null {
  // By its first two bytes a stream says that it is packed (RFC 1950); a photograph costs nothing here.
  if (bytes.length < 2 || (bytes[0]! & 15) !== 8 || bytes.readUInt16BE(0) % 31 !== 0) return null;
  const most = Math.min(atMost, budget.left);
  if (most === 0) throw tooComplex();
  try {
    const unpacked = inflateSync(bytes, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
    budget.spend(unpacked.length);
    return unpacked.toString('latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooComplex();
    // It does not say how far it came before it broke.
    budget.spend(most);
    return null;
  }
}

/** One for all that is looked into of one file. */
class Budget {
  left = MAX_INFLATED_BYTES;
  private readonly end: number;

  constructor(private readonly now: () => number) {
    this.end = now() + MAX_MILLISECONDS;
  }

  spend(bytes: number): void {
    this.left -= bytes;
  }

  assertInTime(): void {
    if (this.now() > this.end) throw tooComplex();
  }
}

function refuseActive(text: string): void {
  const found = ACTIVE.exec(text);
  if (found) throw active(found[1]!);
}

function refuseForms(text: string): void {
  if (FORMS_IN_XML.test(text)) throw active('XFA');
}

function active(what: string): DomainError {
  return new DomainError(
    'invalid',
    'active_pdf',
    `The PDF holds what a viewer may run, open or send by itself (${what}). Print it into a new PDF, or send a photograph.`,
    { found: what },
  );
}

function damaged(): DomainError {
  return new DomainError('invalid', 'damaged_pdf', 'The PDF is damaged or incomplete.');
}

function tooComplex(): DomainError {
  return new DomainError(
    'invalid',
    'pdf_too_complex',
    'The PDF holds more than can be looked into. Print it into a new PDF, or send a photograph.',
  );
}
