/** What is wrong with one row of a file. */
export interface Fault {
  readonly file: string;
  /** From 1, the header's. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly field: string;
  /** What follows the name of the field, as in "is empty". */
  readonly says: string;
  /** Of the file as a whole: leaving a row out does not mend it. */
  readonly ofFile: boolean;
}

/** A column of numbers. */
export interface Field<Name extends string = string> {
  readonly name: Name;
  readonly whole: boolean;
  readonly least: number;
  readonly most: number;
}

interface WholeRow<Name extends string> {
  readonly line: number;
  readonly isWhole: true;
  readonly values: Readonly<Record<Name, number>>;
}

/** With a fault: only those of its fields that could be read. */
interface PartOfRow<Name extends string> {
  readonly line: number;
  readonly isWhole: false;
  readonly values: Readonly<Partial<Record<Name, number>>>;
}

export type Row<Name extends string> = WholeRow<Name> | PartOfRow<Name>;

export interface Table<Name extends string> {
  readonly rows: readonly Row<Name>[];
  readonly faults: readonly Fault[];
}

export function wholeNumber<const Name extends string>(name: Name, least: number, most: number): Field<Name> {
  return { name, whole: true, least, most };
}

export function degrees<const Name extends string>(name: Name, most: number): Field<Name> {
  return { name, whole: false, least: -most, most };
}

const WHOLE = /^-?\d{1,15}$/;
const DECIMAL = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/**
 * Reads comma-separated numbers under a header of exactly these columns. There is nothing to quote in such a file, so a quoted
 * field is a fault as any other text. Each fault of a row is told; what could be read of it is there to be looked at further.
 */
export function readTable<const Name extends string>(
  file: string,
  text: string,
  fields: readonly Field<Name>[],
): Table<Name> {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  const header = headerFaults(file, lines[0] ?? '', fields);
  if (header.length > 0) return { rows: [], faults: header };
  const rows: Row<Name>[] = [];
  const faults: Fault[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const found = readRow(file, index + 1, line, fields);
    faults.push(...found.faults);
    rows.push(found.row);
  }
  return { rows, faults };
}

/** The fault of one field of a row. */
export function faultOf<Name extends string>(
  file: string,
  line: number,
  fields: readonly Field<Name>[],
  name: Name,
  says: string,
): Fault {
  return { file, line, column: fields.findIndex((field) => field.name === name) + 1, field: name, says, ofFile: false };
}

function headerFaults(file: string, header: string, fields: readonly Field[]): Fault[] {
  const names = header.split(',');
  const ofHeader = (column: number, field: string, says: string): Fault => {
    return { file, line: 1, column, field, says, ofFile: true };
  };
  const faults = fields.flatMap(({ name }, index) =>
    names[index] === name ? [] : [ofHeader(index + 1, name, `is wanted here, not ${shown(names[index])}`)],
  );
  const extra = names.slice(fields.length).map((name, index) => {
    return ofHeader(fields.length + index + 1, shown(name), 'is a column too many');
  });
  return [...faults, ...extra];
}

function readRow<Name extends string>(
  file: string,
  line: number,
  text: string,
  fields: readonly Field<Name>[],
): { readonly row: Row<Name>; readonly faults: readonly Fault[] } {
  const texts = text.split(',');
  const faults: Fault[] = [];
  const values = {} as Record<Name, number>;
  for (const [index, field] of fields.entries()) {
    const says = texts[index] === undefined ? 'is missing' : wrongWith(texts[index], field);
    if (says === null) values[field.name] = Number(texts[index]);
    else faults.push({ file, line, column: index + 1, field: field.name, says, ofFile: false });
  }
  if (texts.length > fields.length) {
    const says = `is a field too many: ${fields.length} are wanted, and there are ${texts.length}`;
    faults.push({ file, line, column: fields.length + 1, field: shown(texts[fields.length]), says, ofFile: false });
  }
  return { row: { line, isWhole: faults.length === 0, values }, faults };
}

function wrongWith(text: string, { whole, least, most }: Field): string | null {
  if (text === '') return 'is empty';
  if (!(whole ? WHOLE : DECIMAL).test(text)) return `must be a ${whole ? 'whole ' : ''}number, not ${shown(text)}`;
  const value = Number(text);
  return value < least || value > most ? `must be from ${least} to ${most}, not ${text}` : null;
}

function shown(text: string | undefined): string {
  return text === undefined || text === '' ? 'nothing' : `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
