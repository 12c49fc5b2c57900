import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalObjectStore } from './local-object-store';
import { objectKey } from './object-store';

const ORGANIZATION = '0198c2f0-0000-7000-8000-000000000001';
const ID = '0198c2f0-0000-7000-8000-00000000000a';
const KEY = objectKey('selfies', ORGANIZATION, ID, 'image/jpeg');
const BYTES = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x0a]);

describe('LocalObjectStore', () => {
  let parent: string;
  let folder: string;
  let store: LocalObjectStore;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'cabstand-objects-'));
    folder = join(parent, 'objects');
    store = new LocalObjectStore(folder);
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('gives back what was put, byte for byte, with its type', async () => {
    expect(KEY).toBe(`selfies/${ORGANIZATION}/${ID}.jpg`);
    await store.put(KEY, BYTES, 'image/jpeg');
    const stored = await new LocalObjectStore(folder).get(KEY);
    expect(stored!.contentType).toBe('image/jpeg');
    expect(Buffer.from(stored!.bytes)).toEqual(BYTES);
  });

  it('has nothing before the first put, and nothing after a delete', async () => {
    expect(await store.get(KEY)).toBeNull();
    await store.delete(KEY);
    await store.put(KEY, BYTES, 'image/jpeg');
    await store.delete(KEY);
    expect(await store.get(KEY)).toBeNull();
  });

  it('leaves no draft behind, and lets nobody else read', async () => {
    await store.put(KEY, BYTES, 'image/jpeg');
    await store.put(KEY, Buffer.from('newer'), 'image/jpeg');
    expect(await readdir(join(folder, 'selfies', ORGANIZATION))).toEqual([`${ID}.jpg`]);
    expect((await stat(join(folder, KEY))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'selfies'))).mode & 0o777).toBe(0o700);
  });

  it('leaves no draft behind where the last step fails', async () => {
    await mkdir(join(folder, KEY), { recursive: true });
    await expect(store.put(KEY, BYTES, 'image/jpeg')).rejects.toThrow();
    expect(await readdir(join(folder, 'selfies', ORGANIZATION))).toEqual([`${ID}.jpg`]);
  });

  it('shows a reader one whole object or the other while both are written over and over', async () => {
    const first = Buffer.alloc(200_000, 1);
    const second = Buffer.alloc(150_000, 2);
    await store.put(KEY, first, 'image/jpeg');
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await store.put(KEY, i % 2 ? first : second, 'image/jpeg');
    })();
    for (let i = 0; i < 60; i++) {
      const { bytes } = (await store.get(KEY))!;
      expect([first, second].some((whole) => whole.equals(bytes))).toBe(true);
    }
    await writing;
  });

  it.each([
    '',
    '../../etc/passwd',
    `selfies/../${ORGANIZATION}/${ID}.jpg`,
    `/selfies/${ORGANIZATION}/${ID}.jpg`,
    `selfies/${ORGANIZATION}/../${ID}.jpg`,
    `selfies\\${ORGANIZATION}\\${ID}.jpg`,
    `selfies/${ORGANIZATION}/${ID}.jpg\n`,
    `selfies/${ORGANIZATION}/${ID}.jpg\0.png`,
    `selfies/${ORGANIZATION}/${ID}.html`,
    `selfies/${ORGANIZATION}/${ID}`,
    `selfies/${ORGANIZATION}/${'.'.repeat(36)}.jpg`,
    `selfies/%2e%2e/${ID}.jpg`,
    `SELFIES/${ORGANIZATION}/${ID}.jpg`,
  ])('neither writes nor reads under the key %j', async (key) => {
    await writeFile(join(parent, 'passwd'), 'secret');
    await expect(store.put(key, BYTES, 'image/jpeg')).rejects.toThrow('is not the key of an object');
    expect(await store.get(key)).toBeNull();
    await store.delete(key);
    expect(await readdir(parent)).toEqual(['passwd']);
  });

  it('follows no link out of its folder', async () => {
    const outside = join(parent, 'outside');
    await mkdir(join(folder, 'selfies'), { recursive: true });
    await mkdir(outside);
    await writeFile(join(outside, `${ID}.jpg`), 'secret');
    await symlink(outside, join(folder, 'selfies', ORGANIZATION));
    await expect(store.put(KEY, BYTES, 'image/jpeg')).rejects.toThrow('outside the folder');
    await expect(store.get(KEY)).rejects.toThrow('outside the folder');
    await expect(store.delete(KEY)).rejects.toThrow('outside the folder');
    expect(await readdir(outside)).toEqual([`${ID}.jpg`]);
  });

  it('refuses a type that the ending of the key does not name', async () => {
    await expect(store.put(KEY, BYTES, 'image/png')).rejects.toThrow('cannot be of the type image/png');
    expect(() => objectKey('selfies', ORGANIZATION, ID, 'text/html')).toThrow('is not the key');
    expect(() => objectKey('selfies', '..', ID, 'image/png')).toThrow('is not the key');
  });
});
