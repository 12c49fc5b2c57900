import * as fc from 'fast-check';
import { csvRecord, neutralised, original } from '../exports/write-csv';
import { assertCsvText, readCsv } from './read-csv';

async function read(text: string): Promise<(readonly [number, readonly string[]])[]> {
  const records: [number, readonly string[]][] = [];
  for await (const { line, cells } of readCsv(Buffer.from(text))) records.push([line, cells]);
  return records;
}

describe('a CSV file', () => {
  it('has its records with the lines they begin in, whatever its line ends', async () => {
    const text = 'a,b\n1,"x\r\ny"\n\n , \n"say ""hi""",\n';
    const wanted = [
      [1, ['a', 'b']],
      [2, ['1', 'x\r\ny']],
      [6, ['say "hi"', '']],
    ];
    expect(await read(text)).toEqual(wanted);
    expect((await read('\uFEFFa,b\r1,2\r')).map(([line]) => line)).toEqual([1, 2]);
  });

  it.each([
    ['a,b\n1,2\n\n3,x"y\n', 'csv_quote_stray', 4],
    ['a,b\n1,"x"y\n', 'csv_quote_stray', 2],
    ['a,b\n1,2\n3,"x\n\n\ny,z\n', 'csv_quote_open', 3],
    [`a,b\n1,2\n3,"${'x'.repeat(200_000)}"\n`, 'csv_record_long', 3],
  ])('names what is wrong, and where (%#)', async (text, code, line) => {
    await expect(read(text)).rejects.toMatchObject({ code, details: { line } });
  });

  it.each([
    [Buffer.from('a,\u00e4', 'latin1'), 'csv_not_utf8'],
    [Buffer.from('\uFEFFa,b', 'utf16le'), 'csv_not_utf8'],
    [Buffer.from('a\u0000b'), 'csv_binary'],
    [Buffer.from(' \n'), 'csv_empty'],
  ])('is text: %j', (bytes, code) => {
    expect(() => assertCsvText(bytes)).toThrow(expect.objectContaining({ code }));
  });

  it('reads what is written as what it was, and no cell of it is a formula', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...'=+-@＝＋－＠', '\t', '\r', '\n', "'", '"', ',', 'a', '1') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          cell.filter((text) => !text.includes('\u0000')),
          { minLength: 1, maxLength: 5 },
        ),
        async (cells) => {
          const line = csvRecord(['x', ...cells]);
          const [record] = await read(line);
          expect(record![1].slice(1).map(original)).toEqual(cells);
          for (const text of record![1]) expect(text).not.toMatch(/^[=+\-@＝＋－＠\t\r\n]/);
          for (const text of cells) expect(original(neutralised(text))).toBe(text);
        },
      ),
    );
  });
});
