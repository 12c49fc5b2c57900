import { randomUUID } from 'node:crypto';
import { AttendanceModule } from '../../src/contexts/attendance/attendance.module';
import { AuditModule } from '../../src/contexts/audit/audit.module';
import { objectKey, ObjectStore, parseObjectKey } from '../../src/platform/object-store/object-store';
import { SignedLinks } from '../../src/platform/object-store/signed-links';
import { TestApplication } from '../support/application';

describe('GET /v1/files/{token}', () => {
  let application: TestApplication;
  let key: string;
  const BYTES = Buffer.from('%PDF-1.7 and so on');

  beforeAll(async () => {
    application = await TestApplication.start({ contexts: [AttendanceModule, AuditModule] });
    key = objectKey('documents', randomUUID(), randomUUID(), 'application/pdf');
    await application.app.get(ObjectStore, { strict: false }).put(key, BYTES, 'application/pdf');
  });
  afterAll(() => application.stop());

  const holder = { userId: randomUUID(), entity: 'document', entityId: randomUUID() };
  const issue = (name: string, of = key): string =>
    application.app.get(SignedLinks, { strict: false }).issue(of, name, holder).path;
  const recorded = (): Promise<object[]> =>
    application.sql(
      `SELECT actor_type, actor_id, organization_id, payload FROM audit.entries
       WHERE type = 'platform.file_downloaded' AND entity_id = $1`,
      [parseObjectKey(key)!.file.slice(0, 36)],
    );

  it('hands the file to whoever has the link, to be saved, under its name, and kept by nobody in between', async () => {
    const response = await fetch(application.url + issue('लाइसेंस of Asha\r\nSet-Cookie: a=b'));
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(BYTES);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-length')).toBe(String(BYTES.length));
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="_+ of Asha Set-Cookie- a-b\.pdf"/,
    );
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is in the record each time it is followed, by whose link it was, and only then', async () => {
    const path = issue('x');
    const before = (await recorded()).length;
    await application.call('GET', path.replace(/.(.)$/, '_$1'));
    expect(await recorded()).toHaveLength(before);
    for (const time of [1, 2]) {
      await (await fetch(application.url + path)).arrayBuffer();
      expect(await recorded()).toHaveLength(before + time);
    }
    const { organizationId, file } = parseObjectKey(key)!;
    const { userId, ...shown } = holder;
    expect((await recorded()).at(-1)).toEqual({
      ...{ actor_type: 'user', actor_id: userId, organization_id: organizationId },
      payload: { fileId: file.slice(0, 36), kind: 'documents', ...shown },
    });
  });

  it.each([
    ['altered', (path: string) => path.replace(/.(.)$/, '_$1'), 404, 'file_link_not_found'],
    ['none', () => '/v1/files/abc', 404, 'file_link_not_found'],
    ['a path', () => '/v1/files/..%2F..%2Fetc%2Fpasswd', 404, 'file_link_not_found'],
    ['too long', (path: string) => path + 'x'.repeat(600), 414, 'url_too_long'],
  ])('answers a link that is %s with a problem', async (_what, alter, status, code) => {
    const answer = await application.call('GET', alter(issue('x')));
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('answers a link that has expired with a problem', async () => {
    const wall = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 301_000);
    const path = issue('x');
    wall.mockRestore();
    expect(await application.call('GET', path)).toMatchObject({ status: 404, body: { code: 'file_link_expired' } });
  });

  it('says so where the file is lost', async () => {
    const lost = issue('x', objectKey('documents', randomUUID(), randomUUID(), 'image/png'));
    expect(await application.call('GET', lost)).toMatchObject({ status: 404, body: { code: 'file_not_found' } });
  });
});
