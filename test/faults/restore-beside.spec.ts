import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeBackup } from '../../src/platform/backup/backup';
import { eventually } from '../support/application';
import { command, configurationOf, flushesOf, Place } from './backup.fixture';

describe('a backup of a server of one’s own', () => {
  const root = mkdtempSync(join(tmpdir(), 'cabstand-beside-'));
  const at = (name: string) => ({ DATA_DIRECTORY: join(root, name) });
  let place: Place;

  beforeAll(async () => (place = await Place.open(at('first'))), 120_000);
  afterAll(async () => {
    await place.close();
    rmSync(root, { recursive: true, force: true });
  });

  const urlOf = (username: string, password: string): string =>
    Object.assign(new URL(place.adminUrl), { username, password }).href;

  it('is made by a login that may replicate, and laid beside the server once that holds it', async () => {
    await place.application.sql(`CREATE ROLE backup LOGIN REPLICATION PASSWORD 'p'`);
    const operator = await place.application.actAs({ role: 'ops' });
    expect(await operator.post('/v1/fleets', { name: 'Yamuna Cabs', city: 'Delhi NCR' })).toMatchObject({
      status: 201,
    });
    await eventually(async () => {
      expect(await place.application.sql('SELECT 1 FROM audit.chain LIMIT 1')).toHaveLength(1);
    }, 30_000);
    const { auditAnchorFile } = place.configuration;
    await eventually(() => expect(readFileSync(auditAnchorFile, 'utf8')).toMatch(/"number":[1-9]/), 30_000);
    const configuration = configurationOf({
      ...at('first'),
      ...{ DATABASE_URL: urlOf('service', 'none'), DATABASE_OWNER_URL: urlOf('backup', 'p') },
    });
    const backup = join(root, 'by-login');
    mkdirSync(join(configuration.objectStoreDirectory, 'selfies'), { recursive: true });
    writeFileSync(join(configuration.objectStoreDirectory, 'selfies', 'asha.jpg'), 'a face');
    const flushes = await flushesOf(backup);
    await takeBackup(configuration, backup, new Date());
    jest.restoreAllMocks();
    // A power cut finds the whole of it under its name, or none, and once it is told of the whole.
    const flushed = (isThere: boolean): number[] =>
      flushes.filter((flush) => flush.isThere === isThere).map(({ inode }) => inode);
    const within = readdirSync(backup, { recursive: true }).map((path) => join(backup, String(path)));
    expect([backup, ...within].filter((path) => !flushed(false).includes(statSync(path).ino))).toEqual([]);
    expect(flushed(true)).toContain(statSync(root).ino);
    expect(readdirSync(join(backup, 'postgres')).sort()).toEqual(['backup_manifest', 'base.tar.gz']);
    expect(existsSync(auditAnchorFile)).toBe(true);

    const own = configurationOf(at('own'));
    const another = { ...at('own'), DATABASE_URL: place.embedded.url('postgres') };
    expect(await command('restore', another, '--from', backup)).toEqual({
      code: 2,
      output: expect.stringContaining('is not the one that was backed up') as string,
    });
    expect(existsSync(own.dataDirectory)).toBe(false);
    expect(
      await command('restore', { ...at('own'), DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' }, '--from', backup),
    ).toEqual({
      code: 2,
      output: expect.stringContaining('ECONNREFUSED') as string,
    });
    const altered = join(root, 'altered');
    cpSync(backup, altered, { recursive: true });
    writeFileSync(
      join(altered, 'audit-anchors.jsonl'),
      readFileSync(join(backup, 'audit-anchors.jsonl'), 'utf8').replaceAll(/"hash":"../g, '"hash":"ff'),
    );
    expect(await command('restore', { ...at('own'), DATABASE_URL: place.adminUrl }, '--from', altered)).toEqual({
      code: 2,
      output: expect.stringContaining('its audit is another') as string,
    });
    expect(existsSync(own.dataDirectory)).toBe(false);
    // Here the same server, on which nothing has happened since, stands for one that was laid from it.
    const restored = await command('restore', { ...at('own'), DATABASE_URL: place.adminUrl }, '--from', backup);
    expect(restored).toEqual({ code: 0, output: expect.stringContaining('The audit is intact') as string });
    expect(readFileSync(own.auditAnchorFile, 'utf8')).toBe(readFileSync(join(backup, 'audit-anchors.jsonl'), 'utf8'));
    expect(existsSync(join(own.dataDirectory, 'postgres'))).toBe(false);

    expect(await operator.post('/v1/fleets', { name: 'Ganga Cabs', city: 'Delhi NCR' })).toMatchObject({ status: 201 });
    const live = await command('restore', { ...at('third'), DATABASE_URL: place.adminUrl }, '--from', backup);
    expect(live).toEqual({ code: 2, output: expect.stringContaining('its audit goes on after') as string });
    expect(existsSync(join(root, 'third'))).toBe(false);

    const embedded = await command('restore', at('second'), '--from', backup);
    expect(embedded).toEqual({ code: 0, output: expect.stringContaining('The audit is intact') as string });
  }, 200_000);
});
