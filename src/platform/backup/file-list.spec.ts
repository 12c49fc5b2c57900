import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileList, readList } from './file-list';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const A_FACE = 'f9efa24f2ca158725bb5072d194ffdfc63bd45cd4a74aec96e849ab4adb09bbb';

describe('the list of a backup’s files', () => {
  const root = mkdtempSync(join(tmpdir(), 'cabstand-file-list-'));
  const objects = join(root, 'objects');
  let folder: string;
  let made = 0;

  beforeAll(() => {
    mkdirSync(join(objects, 'selfies', 'one'), { recursive: true });
    writeFileSync(join(objects, 'selfies', 'one', 'asha.jpg'), 'a face');
    writeFileSync(join(objects, 'selfies', 'one', 'nobody.jpg'), '');
    // What a store is writing at this moment.
    writeFileSync(join(objects, 'selfies', 'one', '.ravi.jpg.0193a1f0'), 'half a fa');
  });
  beforeEach(() => mkdirSync((folder = join(root, `backup-${++made}`))));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('has what was copied, each by its content, and no draft', async () => {
    const list = await FileList.begin(folder, 'files.jsonl');
    await list.copyFolder(objects, 'objects');
    writeFileSync(join(folder, 'beside'), 'a face');
    await list.list('beside');
    const listed = await readList(join(folder, 'files.jsonl'), list.sum);
    const face = listed!.get('beside');
    expect(listed).toEqual(
      new Map([
        ['objects/selfies/one/asha.jpg', face],
        ['objects/selfies/one/nobody.jpg', EMPTY],
        ['beside', face],
      ]),
    );
    expect(face).toBe(A_FACE);
    expect(readFileSync(join(folder, 'objects/selfies/one/asha.jpg'), 'utf8')).toBe('a face');
    expect(existsSync(join(folder, 'objects/selfies/one/.ravi.jpg.0193a1f0'))).toBe(false);
  });

  it('leaves out what is gone before it is copied', async () => {
    const list = await FileList.begin(folder, 'files.jsonl');
    await list.copy(join(objects, 'gone.jpg'), 'gone.jpg');
    await list.copyFolder(join(root, 'nowhere'), 'nothing');
    expect(list.sum).toEqual({ count: 0, sha256: EMPTY });
    expect(existsSync(join(folder, 'gone.jpg'))).toBe(false);
  });

  it('is not believed where it is not what was written', async () => {
    const list = await FileList.begin(folder, 'files.jsonl');
    await list.copyFolder(objects, 'objects');
    const { sum } = list;
    const file = join(folder, 'files.jsonl');
    const [first] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${first}\n`);
    expect(await readList(file, sum)).toBeNull();
    rmSync(file);
    expect(await readList(file, sum)).toBeNull();
  });
});
