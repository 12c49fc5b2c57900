import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Anchor, UnreadableAnchorsError } from '../domain/chain';
import { AnchorFile } from './anchor-file';

describe('AnchorFile', () => {
  const directory = mkdtempSync(join(tmpdir(), 'cabstand-anchors-'));
  let count = 0;
  let file: AnchorFile;
  const hash = (byte: number): Buffer => Buffer.alloc(32, byte);
  const all = async (): Promise<Anchor[]> => {
    const anchors: Anchor[] = [];
    for await (const anchor of file.read()!) anchors.push(anchor);
    return anchors;
  };
  const numbers = async (): Promise<number[]> => (await all()).map(({ number }) => number);

  beforeEach(() => (file = new AnchorFile(join(directory, String(++count), 'anchors.jsonl'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('is not there before it is created, and then begins at nothing', async () => {
    expect(file.read()).toBeNull();
    await file.create(null);
    await file.create({ number: 7, hash: hash(7) });
    expect(await numbers()).toEqual([0]);
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });

  it('gives back what was appended', async () => {
    await file.create(null);
    await file.append({ number: 3, hash: hash(3) });
    await file.append({ number: 9, hash: hash(9) });
    expect((await all()).slice(1)).toEqual([
      { number: 3, hash: hash(3), at: expect.any(Date) as Date },
      { number: 9, hash: hash(9), at: expect.any(Date) as Date },
    ]);
  });

  it('takes a head only once, and none behind the last', async () => {
    await file.create(null);
    for (const number of [3, 3, 2, 4]) await file.append({ number, hash: hash(number) });
    expect(await numbers()).toEqual([0, 3, 4]);
  });

  it('begins at the head of a chain that another machine sealed', async () => {
    await file.create({ number: 12, hash: hash(12) });
    expect(await numbers()).toEqual([12]);
  });

  it('passes over what a crash left of a line, and writes on', async () => {
    await file.create(null);
    await file.append({ number: 3, hash: hash(3) });
    appendFileSync(file.path, '{"number":5,"ha');
    expect(await numbers()).toEqual([0, 3]);
    await file.append({ number: 6, hash: hash(6) });
    expect(await numbers()).toEqual([0, 3, 6]);
  });

  it('reads only what was there when it was asked, so that no anchor is ahead of the chain read after it', async () => {
    await file.create(null);
    const reading = file.read()!;
    await file.append({ number: 3, hash: hash(3) });
    const read: number[] = [];
    for await (const { number } of reading) read.push(number);
    expect(read).toEqual([0]);
  });

  it('gives in order what a sealer wrote late, whose place another had taken meanwhile', async () => {
    await file.create(null);
    const another = new AnchorFile(file.path);
    const write = file['write'].bind(file);
    file['write'] = async (head) => {
      for (const number of [5, 9]) await another.append({ number, hash: hash(number) });
      await write(head);
    };
    await file.append({ number: 5, hash: hash(5) });
    expect(readFileSync(file.path, 'utf8').match(/(?<="number":)\d+/g)).toEqual(['0', '5', '9', '5']);
    await another.append({ number: 7, hash: hash(7) });
    await another.append({ number: 12, hash: hash(12) });
    expect(await numbers()).toEqual([0, 5, 7, 9, 12]);
  });

  it.each([
    ['no JSON', (text: string) => text.replace('{"number":3', 'nonsense')],
    ['a hash that is none', (text: string) => text.replace('0303', 'zz')],
    ['two hashes of one number', (text: string) => text + text.replaceAll('03', '04')],
  ])('refuses %s', async (_, spoil) => {
    await file.create(null);
    await file.append({ number: 3, hash: hash(3) });
    writeFileSync(file.path, spoil(readFileSync(file.path, 'utf8')));
    await expect(numbers()).rejects.toThrow(UnreadableAnchorsError);
  });
});
