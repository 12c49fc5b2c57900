import { v7 as uuidv7 } from 'uuid';
import { StructuredLogger } from '../../src/platform/telemetry/logger';
import { Logins, type Login } from '../contexts/identity/logins';
import { created } from '../contexts/fleet/fleet-fixture';
import { PICTURE } from '../contexts/attendance/fleet-at-work';
import { eventually, TestApplication, type TestCaller } from '../support/application';
import { jsonExamples, examplePath, mapTexts, oneTextEach } from './bodies';
import { rawRequest, sendRaw } from './raw-http';

/** What fields of text accept: line ends, what a terminal obeys or turns round, what closes a JSON string, and format directives. */
const FORGED =
  'x\r\n{"level":"info","message":"forged"}\u2028\u2029\u0085\u009b2J\u202egrof"},%s${jndi:ldap://127.0.0.1/a}';
/** And what they do not. */
const ESCAPED = `${FORGED}\u001b[2J\u0007\u007f`;
/** Of C0, DEL and C1; both separators; what turns the direction of writing. */
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

describe('what is sent to be read by somebody else', () => {
  let application: TestApplication;
  let ops: TestCaller;
  let login: Login;
  const lines: string[] = [];
  let log: StructuredLogger;

  beforeAll(async () => {
    log = new StructuredLogger('debug', { write: (line: string) => void lines.push(line) });
    application = await TestApplication.start({ log, environment: { OTP_COOLDOWN_SECONDS: '0' } });
    ops = await application.actAs({ role: 'ops' });
    const logins = new Logins(application);
    login = await logins.superAdmin();
  });
  afterAll(() => application?.stop());

  it('forges no line of the log, and leaves nothing there that a terminal obeys', async () => {
    lines.length = 0;
    // Everything that may be done at all: what stops at a permission is logged of nobody.
    const anybody = await application.actAs({ driverId: uuidv7() });
    let accepted = 0;
    for (const { operation, example } of jsonExamples())
      for (const body of [mapTexts(example, () => ESCAPED), ...oneTextEach(example, FORGED)]) {
        const { status } = await anybody.call(operation.method, examplePath(operation), body);
        expect(status).not.toBe(500);
        if (status < 300) accepted++;
      }
    expect(accepted).toBeGreaterThan(5);
    const [path, token] = [encodeURIComponent(ESCAPED), ops.token];
    await ops.get(`/v1/drivers/${path}`);
    await ops.get(`/v1/drivers?name=${path}`);
    await ops.get(`/${path}?${path}`);
    const headers = {
      authorization: `Bearer ${token}`,
      'user-agent': 'a\tb"}\u001b',
      'x-request-id': 'a"}b',
      'x-correlation-id': '%0d%0a',
    };
    await sendRaw(application.url, rawRequest('GET', '/v1/me', headers));
    await sendRaw(application.url, 'GET /\u001b[2J HTTP/1.1\r\nhost: a\r\n\r\n');
    // Whoever listens to what was accepted has heard of it once.
    await eventually(async () => {
      const unheard = 'SELECT id FROM platform.outbox WHERE due_at <= now() AND attempts = 0';
      expect(await application.sql(unheard)).toEqual([]);
    });
    // And where somebody does log what was accepted: as a sentence, in a member, as an error.
    log.log(FORGED, 'Planted');
    log.warn({ message: 'planted', [ESCAPED]: { said: [ESCAPED] } });
    log.error(new Error(ESCAPED), 'Planted');
    expect(lines.length).toBeGreaterThan(350);
    for (const line of lines) {
      expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(OBEYED);
      const { message } = JSON.parse(line) as { message: string };
      expect(message).not.toBe('forged');
    }
  });

  it('is no secret either: neither tokens nor codes nor what was asked for is in the log', async () => {
    lines.length = 0;
    const logins = new Logins(application);
    const challengeId = await logins.challenge(login.phone);
    const code = logins.codeOf(challengeId);
    const { accessToken, refreshToken } = (await logins.verify(challengeId)).body as Record<string, string>;
    await application.call('POST', '/v1/auth/refresh', { refreshToken });
    await application.call('GET', `/v1/me?token=${accessToken}`, undefined, { authorization: `Bearer ${accessToken}` });
    await application.call('POST', '/v1/auth/otp/verify', `{"code": "${code}`, { 'content-type': 'application/json' });
    const log = lines.join('');
    expect(lines.length).toBeGreaterThan(4);
    for (const secret of [code, accessToken!, refreshToken!, login.phone]) expect(log).not.toContain(secret);
  });

  it('is in no header of the answer', async () => {
    for (const name of ['x-request-id', 'x-correlation-id'])
      for (const value of ['a\tSet-Cookie: a=b', '%0d%0aSet-Cookie:%20a=b', 'a b', '\u00e9', 'x'.repeat(65)]) {
        const { head } = await sendRaw(application.url, rawRequest('GET', '/health/live', { [name]: value }));
        expect(head).not.toMatch(/set-cookie/i);
        expect(head).toMatch(new RegExp(`${name}: [0-9a-f-]{36}`, 'i'));
      }
    const { head, body } = await sendRaw(application.url, rawRequest('GET', '/v1/%0d%0aSet-Cookie:%20a=b', {}));
    expect(head).toMatch(/^HTTP\/1\.1 404/);
    expect(head).not.toMatch(/set-cookie/i);
    expect(JSON.parse(body)).toMatchObject({ code: 'not_found' });
  });

  it('is no second request behind the first', async () => {
    const smuggled = 'GET /v1/me HTTP/1.1\r\nhost: a\r\n\r\n';
    const both = {
      'content-length': String(smuggled.length),
      'transfer-encoding': 'chunked',
      'content-type': 'application/json',
    };
    const twice = rawRequest('POST', '/v1/auth/otp', { ...both }, `0\r\n\r\n${smuggled}`);
    expect((await sendRaw(application.url, twice)).status).toBe(400);
    for (const bad of [
      'POST /v1/auth/otp HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello',
      'POST /v1/auth/otp HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n',
      'POST /v1/auth/otp HTTP/1.1\r\nhost: a\r\nx: a\r\n b: folded\r\ncontent-length : 5\r\n\r\nhello',
      'GET /v1/me HTTP/1.1\r\nhost: a\nauthorization: Bearer x\r\n\r\n',
    ])
      expect((await sendRaw(application.url, bad)).status).toBe(400);
  });

  it('names no file but what it is: a link’s headers hold no second one', async () => {
    const webp = { 'content-type': 'image/webp' };
    const uploaded = await ops.call('POST', '/v1/documents/files', PICTURE, webp);
    const subject = { subjectType: 'organization', subjectId: ops.organizationId };
    const document = { documentType: 'pan', number: 'ABCPK1234F', fileId: uploaded.body.fileId as string };
    const submitted = created(await ops.post('/v1/documents', { ...subject, ...document }));
    const link = await ops.post(`/v1/documents/${submitted}/link`);
    const file = await fetch(new URL(link.body.path as string, application.url));
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[A-Za-z0-9 ()._-]+"; filename\*=UTF-8''[\w%.!()*'-]+$/,
    );
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
