import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../config/read-configuration';
import { type BackupNote, BackupRefused, LIST, NOTE, OBJECTS, platformOfServer } from './backup';
import { FileList } from './file-list';
import { layBackup } from './restore';

describe('a backup that is laid beside a server', () => {
  const root = mkdtempSync(join(tmpdir(), 'cabstand-restore-'));
  const backup = join(root, 'backup');
  const beside = { NODE_ENV: 'test', DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' };
  const bucket = {
    OBJECT_STORE: 's3',
    OBJECT_STORE_BUCKET: 'cabs',
    OBJECT_STORE_ACCESS_KEY: 'a',
    OBJECT_STORE_SECRET_KEY: 's',
  };

  beforeAll(async () => {
    for (const folder of ['faces', 'backup']) mkdirSync(join(root, folder));
    writeFileSync(join(root, 'faces', 'asha.jpg'), 'a face');
    const files = await FileList.begin(backup, LIST);
    await files.copyFolder(join(root, 'faces'), OBJECTS);
    const note: BackupNote = {
      ...{ format: 2, takenAt: new Date().toISOString(), platform: platformOfServer, objects: true },
      ...{ serverVersion: 180000, list: files.sum },
    };
    writeFileSync(join(backup, NOTE), JSON.stringify(note));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('lays its files into the folder that the service reads', async () => {
    const configuration = readConfiguration({ ...beside, DATA_DIRECTORY: join(root, 'local') });
    await layBackup(configuration, backup);
    expect(existsSync(join(configuration.objectStoreDirectory, 'asha.jpg'))).toBe(true);
  });

  it('is refused where the service reads a bucket, and lays nothing into a folder that nobody would read', async () => {
    const configuration = readConfiguration({ ...beside, ...bucket, DATA_DIRECTORY: join(root, 'bucket') });
    await expect(layBackup(configuration, backup)).rejects.toThrow(BackupRefused);
    await expect(layBackup(configuration, backup)).rejects.toThrow('OBJECT_STORE=local');
    expect(existsSync(configuration.objectStoreDirectory)).toBe(false);
  });
});
