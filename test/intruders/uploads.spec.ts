import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ForgetSelfies } from '../../src/contexts/attendance/application/forget-selfies.job';
import { ForgetFiles } from '../../src/contexts/verification/application/forget-files.job';
import { Configuration } from '../../src/platform/config/configuration';
import { PICTURE } from '../contexts/attendance/fleet-at-work';
import { type Answer, TestApplication, type TestCaller } from '../support/application';
import { rawRequest, sendRaw } from './raw-http';

/** Ways out of a folder, as they have worked somewhere. */
const WAYS_OUT = [
  '../../../../etc/passwd',
  '..%2f..%2f..%2f..%2fetc%2fpasswd',
  '..%252f..%252fetc%252fpasswd',
  '....//....//etc/passwd',
  '..\\..\\..\\etc\\passwd',
  '%2e%2e/%2e%2e/etc/passwd',
  '%c0%ae%c0%ae/etc/passwd',
  '/etc/passwd',
  'file:///etc/passwd',
  'passwd%00.png',
  'CON',
];
const told = ({ status, body }: Answer): string => `${status} ${body.code ?? ''}`;

describe('files', () => {
  let application: TestApplication;
  let ops: TestCaller;
  let folder: string;

  beforeAll(async () => {
    application = await TestApplication.start();
    ops = await application.actAs({ role: 'ops' });
    folder = application.app.get(Configuration).dataDirectory;
  });
  afterAll(() => application?.stop());

  /** What is stored. */
  const stored = (): string[] => (existsSync(folder) ? filesIn(folder) : []);
  const upload = (bytes: Buffer, contentType: string, headers = {}) =>
    ops.call('POST', '/v1/documents/files', bytes, { 'content-type': contentType, ...headers });

  it.each(WAYS_OUT)('are found by their links alone, not by %s', async (way) => {
    const headers = { authorization: `Bearer ${ops.token}` };
    for (const path of [
      `/v1/files/${way}`,
      `/v1/imports/templates/${way}`,
      `/v1/exports/${way}`,
      `/v1/attendance/${way}/selfie`,
      `/docs/${way}`,
      `/docs/static/${way}`,
    ]) {
      const { status, head, body } = await sendRaw(application.url, rawRequest('GET', path, headers));
      expect(`${path} ${status}`).toMatch(/ (400|403|404|414)$/);
      expect(head).toMatch(/content-type: application\/problem\+json/i);
      expect(body).not.toContain('root:');
    }
  });

  it('are named by the service, wherever the uploader wants them', async () => {
    const before = stored();
    for (const name of WAYS_OUT) {
      const answer = await upload(PICTURE, 'image/webp', {
        'content-disposition': `attachment; filename="${name}"`,
        'x-file-name': name,
      });
      expect(answer.status).toBe(201);
    }
    const added = stored().filter((file) => !before.includes(file));
    expect(added).toHaveLength(WAYS_OUT.length);
    for (const file of added) expect(file).toMatch(/^[a-z/-]+\/[0-9a-f-]{36}\/[0-9a-f-]{36}\.webp$/);
  });

  it.each([
    ['a page', Buffer.from('<html><script>alert(1)</script></html>')],
    [
      'a picture that is a program',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ],
    ['an executable', Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46]), Buffer.alloc(200)])],
    [
      'a picture’s first bytes and no picture',
      Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.from('<script>')]),
    ],
    ['a small file of a picture of ten thousand million pixels', hugePng(100_000, 100_000)],
    ['nothing', Buffer.alloc(0)],
  ])('are no %s, whatever they are called', async (_, bytes) => {
    for (const type of ['image/png', 'image/jpeg', 'image/webp', 'application/pdf'])
      expect(told(await upload(bytes, type))).toMatch(/^(400|413|415) /);
  });

  it('are shown to their uploader’s own operator alone, and once', async () => {
    const { fileId } = (await upload(PICTURE, 'image/webp')).body as { fileId: string };
    const stranger = await application.actAs({ role: 'ops' });
    const paper = { subjectType: 'organization', documentType: 'pan', number: 'ABCPK1234F', fileId };
    const stolen = await stranger.post('/v1/documents', { ...paper, subjectId: stranger.organizationId });
    expect(stolen.status).toBe(404);
    const colleague = await application.actAs({ role: 'ops', organizationId: ops.organizationId });
    expect((await colleague.post('/v1/documents', { ...paper, subjectId: ops.organizationId })).status).toBe(404);
  });

  it('are cut off as they come where they are too large', async () => {
    const before = stored().length;
    expect(told(await upload(Buffer.alloc(2 * 1024 * 1024 + 1), 'image/png'))).toBe('413 body_too_large');
    expect(told(await upload(Buffer.alloc(5 * 1024 * 1024 + 1), 'application/pdf'))).toBe('413 body_too_large');
    expect(
      told(
        await ops.call('POST', '/v1/imports?kind=drivers&mode=atomic', Buffer.alloc(10 * 1024 * 1024 + 1), {
          'content-type': 'text/csv',
        }),
      ),
    ).toBe('413 body_too_large');
    const chunked = {
      authorization: `Bearer ${ops.token}`,
      'content-type': 'image/png',
      'transfer-encoding': 'chunked',
    };
    const chunk = Buffer.alloc(64 * 1024);
    const { status } = await sendRaw(application.url, rawRequest('POST', '/v1/documents/files', chunked), (socket) => {
      const send = (): void => {
        if (socket.destroyed || !socket.writable) return;
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write('\r\n', () => setImmediate(send));
      };
      send();
    });
    expect([0, 413]).toContain(status);
    expect(stored()).toHaveLength(before);
  });

  it('fill the disk so far and no further: what no document shows is counted, and removed after a day', async () => {
    const uploader = await application.actAs({ role: 'ops', organizationId: ops.organizationId });
    const send = () => uploader.call('POST', '/v1/documents/files', PICTURE, { 'content-type': 'image/webp' });
    const paper = {
      subjectType: 'organization',
      subjectId: ops.organizationId,
      documentType: 'pan',
      number: 'ABCPK1234F',
    };
    const submit = (fileId: string) => uploader.post('/v1/documents', { ...paper, fileId });
    const shown = ((await send()).body as { fileId: string }).fileId;
    expect((await submit(shown)).status).toBe(201);
    await application.sql(
      `INSERT INTO verification.files SELECT gen_random_uuid(), $1, 'none/' || n, 'image/webp', 1, $2, now() FROM generate_series(1, 49) AS n`,
      [ops.organizationId, uploader.userId],
    );
    const before = stored();
    const answers = await Promise.all(Array.from({ length: 6 }, send));
    expect(answers.map(told).sort()).toEqual(['201 ', ...Array<string>(5).fill('409 too_many_unsubmitted_files')]);
    expect(told(await send())).toBe('409 too_many_unsubmitted_files');
    expect(stored()).toHaveLength(before.length + 1);
    expect(told(await upload(PICTURE, 'image/webp'))).toBe('201 ');

    await application.sql(
      `UPDATE verification.files SET uploaded_at = uploaded_at - interval '25 hours 1 minute' WHERE uploaded_by = $1`,
      [uploader.userId],
    );
    const late = answers.find(({ status }) => status === 201)!.body as { fileId: string };
    expect(told(await submit(late.fileId))).toBe('404 file_not_found');
    expect(await application.app.get(ForgetFiles).forget()).toBe(true);
    const left = await application.sql('SELECT id FROM verification.files WHERE uploaded_by = $1', [uploader.userId]);
    expect(left).toEqual([{ id: shown }]);
    expect(stored().filter((file) => file.includes(late.fileId))).toEqual([]);
    expect(stored().filter((file) => file.includes(shown))).toHaveLength(1);
    expect(told(await send())).toBe('201 ');
  });

  it('fill the disk so far and no further: selfies that no check-in uses are counted, and removed', async () => {
    const driver = await application.actAs({
      role: 'driver',
      organizationId: ops.organizationId,
      driverId: randomUUID(),
    });
    const send = () => driver.call('POST', '/v1/driver/selfies', PICTURE, { 'content-type': 'image/webp' });
    const before = stored();
    expect((await send()).status).toBe(201);
    await application.sql(
      `INSERT INTO attendance.selfies
       SELECT gen_random_uuid(), organization_id, driver_id, 'none/' || n, content_type, 1, created_at
       FROM attendance.selfies, generate_series(1, 39) AS n WHERE object_key LIKE 'selfies/' || $1 || '/%'`,
      [ops.organizationId],
    );
    expect(told(await send())).toBe('409 too_many_unused_selfies');
    expect(stored()).toHaveLength(before.length + 1);
    await application.sql(`UPDATE attendance.selfies SET created_at = created_at - interval '21 minutes'`);
    expect(await application.app.get(ForgetSelfies).forget()).toBe(true);
    expect(await application.sql('SELECT id FROM attendance.selfies')).toEqual([]);
    expect(stored()).toHaveLength(before.length);
    expect((await send()).status).toBe(201);
  });

  it('of imports fill the database so far and no further: unfinished ones are counted, and few dry runs kept', async () => {
    const importer = await application.actAs({ role: 'ops' });
    const file = Buffer.from(
      'plate,make,model,vehicle_class,hub,odometer_metres\r\nDL1ZA1234,Tata,Xpres-T EV,SEDAN,None,1\r\n',
    );
    const tryOut = () =>
      importer.call('POST', '/v1/imports?kind=vehicles&mode=dry_run', file, { 'content-type': 'text/csv' });
    // Finished dry runs as they are kept, the oldest first; and unfinished ones whose turn comes tomorrow.
    const put = (state: string, count: number) =>
      application.sql(
        `WITH one AS (
           INSERT INTO platform.imports (id, organization_id, kind, mode, state, requested_by, session_id, content_hash, columns,
             row_count, rows_seen, rows_unchanged, created_at, finished_at, turn_at)
           SELECT ('00000000-0000-7000-8000-' || lpad((n + $4)::text, 12, '0'))::uuid, $1, 'vehicles', 'dry_run', $3, $2, $2,
             decode(repeat('00', 32), 'hex'), '{plate}', 1, CASE WHEN $3 = 'COMPLETED' THEN 1 ELSE 0 END,
             CASE WHEN $3 = 'COMPLETED' THEN 1 ELSE 0 END, now(), CASE WHEN $3 = 'COMPLETED' THEN now() END, now() + interval '1 day'
           FROM generate_series(1, $5::int) AS n RETURNING id)
         INSERT INTO platform.import_parts SELECT id, $1, 0, '[]' FROM one`,
        [importer.organizationId, importer.userId, state, state === 'COMPLETED' ? 0 : 100, count],
      );
    await put('COMPLETED', 12);
    expect((await tryOut()).status).toBe(202);
    const kept = await application.sql<{ id: string }>(
      `SELECT import_id AS id FROM platform.import_parts WHERE organization_id = $1 AND import_id < '00000001-0000-0000-0000-000000000000' ORDER BY 1`,
      [importer.organizationId],
    );
    expect(kept.map(({ id }) => Number(id.slice(-3)))).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const confirm = (n: number) =>
      importer.post(`/v1/imports/00000000-0000-7000-8000-${String(n).padStart(12, '0')}/confirm`, { mode: 'atomic' });
    expect(told(await confirm(2))).toBe('409 import_rows_gone');
    await put('WAITING', 10);
    expect(told(await tryOut())).toBe('409 too_many_imports');
    expect(told(await confirm(12))).toBe('409 too_many_imports');
    const other = await application.actAs({ role: 'ops', organizationId: importer.organizationId });
    expect(
      (await other.call('POST', '/v1/imports?kind=vehicles&mode=dry_run', file, { 'content-type': 'text/csv' })).status,
    ).toBe(202);
  });
});

/** Relative paths of the objects that are stored. */
function filesIn(folder: string): string[] {
  return readdirSync(join(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(webp|png|jpg|pdf)$/.test(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length)
        .replace(/^\/?objects\//, ''),
    );
}

/** A header that says so, and no pixels. */
function hugePng(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(17);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  size.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([header, size, Buffer.alloc(64)]);
}
