import { v7 as uuidv7 } from 'uuid';
import { type Answer, TestApplication, type TestCaller } from '../support/application';
import { rawRequest, sendRaw } from './raw-http';

const told = ({ status, body }: Answer): string => `${status} ${body.code ?? ''}`.trim();

describe('a request that is to wear the service down', () => {
  let application: TestApplication;
  let ops: TestCaller;
  let limited: TestApplication | undefined;

  beforeAll(async () => {
    application = await TestApplication.start();
    ops = await application.actAs({ role: 'ops' });
  });
  afterAll(async () => {
    await limited?.stop();
    await application?.stop();
  });

  const json = (body: string) =>
    ops.call('POST', '/v1/fleets', Buffer.from(body), { 'content-type': 'application/json' });

  it.each([
    ['lists in lists', (depth: number) => `{"name": ${'['.repeat(depth)}${']'.repeat(depth)}}`],
    ['objects in objects', (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
  ])('by depth is refused: %s', async (_, nested) => {
    expect(told(await json(nested(17)))).toBe('400 json_too_deep');
    expect(told(await json(nested(40_000)))).toMatch(/^400 (json_too_deep|malformed_json)$/);
  });

  it('by breadth is refused, and its answer is smaller than the question', async () => {
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 8_000 }, (_, n) => [`field${n}`, n])));
    const answer = await json(wide);
    expect(told(answer)).toBe('400 validation_failed');
    expect(JSON.stringify(answer.body).length).toBeLessThan(wide.length / 4);
    const entries = Array.from({ length: 8_000 }, () => ({}));
    const listed = await ops.post('/v1/roster/bulk', { entries });
    expect(told(listed)).toBe('400 validation_failed');
    expect((listed.body as { errors: object[] }).errors.length).toBeLessThanOrEqual(200);
  });

  it('by a number that no database holds is refused', async () => {
    const trip = { when: 'now', vehicleClass: 'SEDAN', tripType: 'LOCAL' };
    const pickup = { point: { latitude: 1e308, longitude: 1 }, address: 'A' };
    expect(told(await ops.post('/v1/quotes', { ...trip, pickup }))).toBe('400 validation_failed');
    const driver = await application.actAs({ role: 'driver', driverId: uuidv7() });
    const at = new Date().toISOString();
    const point = { latitude: 28.5562, longitude: 77.1, accuracyMetres: 8, deviceAt: at };
    const report = (wrong: object) =>
      // As JSON it has no end: what is read of 1e400 is infinite.
      Buffer.from(JSON.stringify({ points: [{ ...point, ...wrong }], sentAt: at }).replace('"beyond"', '1e400'));
    const send = (wrong: object) =>
      driver.call('POST', '/v1/driver/positions', report(wrong), { 'content-type': 'application/json' });
    for (const field of ['latitude', 'accuracyMetres', 'speedMetresPerSecond', 'chargePercent'])
      for (const value of ['beyond', 1e308])
        expect(await send({ [field]: value })).toMatchObject({
          status: 400,
          body: { code: 'validation_failed', errors: [{ field: `points[0].${field}` }] },
        });
    expect((await send({})).status).toBeLessThan(300);
    expect(told(await ops.get('/v1/drivers?limit=1e400'))).toBe('400 validation_failed');
    expect(told(await ops.get('/v1/drivers?limit=0.5'))).toBe('400 validation_failed');
    expect(told(await ops.get(`/v1/drivers?after=${'A'.repeat(8_000)}`))).toMatch(/^400 /);
  });

  it('by length is refused', async () => {
    expect(told(await json(`{"name": "${'x'.repeat(2 * 1024 * 1024)}"}`))).toBe('413 body_too_large');
    expect(told(await ops.get(`/v1/drivers/${'x'.repeat(600)}`))).toBe('414 url_too_long');
    for (const headers of [
      { 'x-long': 'x'.repeat(20_000) },
      Object.fromEntries(Array.from({ length: 2_500 }, (_, n) => [`x-${n}`, 'abcd'])),
    ]) {
      const { status, body } = await sendRaw(application.url, rawRequest('GET', '/v1/me', headers));
      expect([status, JSON.parse(body)]).toMatchObject([431, { code: 'headers_too_large' }]);
    }
  });

  it.each([
    ['POST /v1/rides', 'text/csv', 'no token', '415 unsupported_media_type'],
    ['POST /v1/auth/otp', 'application/pdf', 'no token', '415 unsupported_media_type'],
    ['POST /v1/auth/refresh', 'Image/PNG; a=b', 'a forged token', '415 unsupported_media_type'],
    ['POST /v1/fleets', 'text/csv', 'a token', '415 unsupported_media_type'],
    ['POST /v1/imports', 'application/pdf', 'a token', '415 unsupported_media_type'],
    ['POST /v1/imports?kind=drivers&mode=atomic', 'text/csv', 'no token', '401 token_missing'],
    ['POST /v1/imports?kind=drivers&mode=atomic', 'text/csv; charset=utf-8', 'a forged token', '401 token_invalid'],
    ['POST /v1/documents/files', 'image/png', 'no token', '401 token_missing'],
    ['POST /v1/nowhere', 'text/csv', 'no token', '404 not_found'],
  ])('by a file that it never reads: %s, %s with %s', async (route, type, token, expected) => {
    const [method, path] = route.split(' ') as [string, string];
    const authorization = { 'a token': `Bearer ${ops.token}`, 'a forged token': 'Bearer forged' }[token];
    for (const announced of [{ 'content-length': '2000000' }, { 'transfer-encoding': 'chunked' }] as object[]) {
      const headers = { 'content-type': type, ...announced, ...(authorization && { authorization }) };
      // The rest never comes: whoever waited for it would not answer.
      const { status, body } = await sendRaw(application.url, rawRequest(method, path, headers));
      expect(`${status} ${(JSON.parse(body) as { code: string }).code}`).toBe(expected);
    }
  });

  it('packed is refused before it is unpacked', async () => {
    const answer = await ops.call('POST', '/v1/fleets', Buffer.from('1f8b08', 'hex'), {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect(told(answer)).toBe('415 unsupported_content_encoding');
  });

  it('by asking for much is given a page', async () => {
    expect(told(await ops.get('/v1/drivers?limit=201'))).toBe('400 validation_failed');
    expect(told(await ops.get('/v1/drivers?limit=-1'))).toBe('400 validation_failed');
  });

  // Last: passport keeps one strategy a process, and from here on it is that of the second service.
  it('by asking often is told to wait', async () => {
    limited = await TestApplication.start({ environment: { RATE_LIMIT_PER_MINUTE: '20' } });
    const asked = [];
    for (let n = 0; n < 25; n++)
      asked.push(await limited.call('GET', '/v1/me', undefined, { authorization: `Bearer forged-${n}` }));
    expect(asked.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(asked.slice(20).map(told)).toEqual(Array(5).fill('429 rate_limited'));
  });
});
