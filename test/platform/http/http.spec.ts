import { gzipSync } from 'node:zlib';
import { createSecretKey } from 'node:crypto';
import { connect } from 'node:net';
import { JwtService } from '@nestjs/jwt';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuidv7 } from 'uuid';
import { AccessTokens } from '../../../src/platform/auth/access-tokens';
import type { Principal } from '../../../src/platform/auth/principal';
import { database, principals, SETTINGS } from './fixture';
import { lines, logged, principal, start, until } from './started';

const TRIP = {
  passenger: 'Asha',
  pickup: { latitude: 28.6, longitude: 77.2 },
  pickupAt: '2026-12-01T04:30:00+05:30',
  seats: 2,
  stops: [{ point: { latitude: 28.5, longitude: 77.1 } }],
};

describe('the HTTP layer', () => {
  let app: NestFastifyApplication;
  let url: string;
  const json = { 'content-type': 'application/json' };
  const bearer = (who: Principal) => ({
    authorization: `Bearer ${app.get(AccessTokens).sign(who.userId, who.sessionId).token}`,
  });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const problem = async (answer: Response) => {
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return (await answer.json()) as Record<string, unknown>;
  };

  beforeAll(async () => ({ app, url } = await start()));
  beforeEach(() => (lines.length = 0));

  describe('a request body', () => {
    it('arrives as an instance, with instants as dates', async () => {
      const who = principal(['trip.order']);
      const answer = await post('/v1/trips', TRIP, bearer(who));
      expect(await answer.json()).toEqual({
        pickupAt: '2026-11-30T23:00:00.000Z',
        isInstance: true,
        userId: who.userId,
      });
      expect(answer.status).toBe(201);
    });

    it('is refused with every wrong field named', async () => {
      const body = {
        passenger: 7,
        pickup: { latitude: 91, longitude: 'x', altitude: 3 },
        pickupAt: '2026-02-31T04:30:00Z',
        stops: [{ point: TRIP.pickup }, { point: null, note: 'n'.repeat(21) }, 4],
        colour: 'red',
      };
      const answer = await post('/v1/trips', body, bearer(principal(['trip.order'])));
      expect(answer.status).toBe(400);
      const refused = await problem(answer);
      expect(refused).toMatchObject({
        type: 'urn:cabstand:problem:validation_failed',
        code: 'validation_failed',
        status: 400,
        title: 'Bad Request',
        instance: '/v1/trips',
      });
      expect(refused.requestId).toBe(answer.headers.get('x-request-id'));
      expect(
        (refused.errors as { field: string; code: string }[]).map(({ field, code }) => `${field}: ${code}`).sort(),
      ).toEqual(
        [
          'colour: unknown_field',
          'passenger: is_string',
          'pickup.altitude: unknown_field',
          'pickup.latitude: is_latitude',
          'pickup.longitude: is_longitude',
          'pickupAt: is_date',
          'seats: required',
          'stops[1].note: max_length',
          'stops[1].point: is_object',
          'stops[2]: is_object',
        ].sort(),
      );
    });

    it.each([
      ['malformed_json', 400, '{"a":'],
      ['malformed_json', 400, '{"__proto__":{"isAdmin":true}}'],
      ['malformed_json', 400, '{"constructor":{"prototype":{"isAdmin":true}}}'],
      ['json_too_deep', 400, '['.repeat(60) + ']'.repeat(60)],
      ['validation_failed', 400, '[]'],
      ['validation_failed', 400, ''],
      ['body_too_large', 413, `{"a":"${'x'.repeat(70_000)}"}`],
    ])('is answered %s %i', async (code, status, body) => {
      const answer = await post('/v1/trips', body, bearer(principal(['trip.order'])));
      expect(await problem(answer)).toMatchObject({ code, status });
      expect(answer.status).toBe(status);
    });

    it('of another type is answered 415', async () => {
      const answer = await post('/v1/trips', 'a=1', {
        ...bearer(principal(['trip.order'])),
        'content-type': 'text/plain',
      });
      expect(await problem(answer)).toMatchObject({ code: 'unsupported_media_type', status: 415 });
      const image = await post('/v1/trips', 'abc', {
        ...bearer(principal(['trip.order'])),
        'content-type': 'image/png',
      });
      expect(await problem(image)).toMatchObject({ code: 'unsupported_media_type', status: 415 });
    });

    it('that is a form, packed, or no UTF-8 is refused before it is read', async () => {
      const send = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
        fetch(`${url}/v1/trips`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...bearer(principal(['trip.order'])), ...headers },
          body,
        });
      const form = await send('seats=1', { 'content-type': 'application/x-www-form-urlencoded' });
      expect(await problem(form)).toMatchObject({ code: 'unsupported_media_type', status: 415 });
      const packed = await send(new Uint8Array(gzipSync('{}')), { 'content-encoding': 'gzip' });
      expect(await problem(packed)).toMatchObject({ code: 'unsupported_content_encoding', status: 415 });
      const broken = await send(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {});
      expect(await problem(broken)).toMatchObject({ code: 'malformed_utf8', status: 400 });
      const plain = await send('{}', { 'content-encoding': 'identity' });
      expect(await problem(plain)).toMatchObject({ code: 'validation_failed', status: 400 });
    });

    it('that is an image arrives as bytes, up to 2 MiB', async () => {
      const send = (size: number) =>
        fetch(`${url}/v1/trips/image`, {
          method: 'POST',
          headers: { 'content-type': 'image/jpeg', ...bearer(principal([])) },
          body: Buffer.alloc(size),
        });
      expect(await (await send(2 * 1024 * 1024)).json()).toEqual({ bytes: 2 * 1024 * 1024 });
      expect((await send(2 * 1024 * 1024 + 1)).status).toBe(413);
    });
  });

  it('reads numbers and lists from a query, and refuses what is neither', async () => {
    const read = async (query: string) =>
      (await (await fetch(`${url}/v1/trips?${query}`)).json()) as { query: unknown };
    expect((await read('limit=20&status=open')).query).toEqual({ limit: 20, status: ['open'] });
    expect((await read('status=open&status=closed')).query).toEqual({ status: ['open', 'closed'] });
    const refused = await problem(await fetch(`${url}/v1/trips?limit=ten&status=lost&page=2`));
    expect((refused.errors as { field: string }[]).map((error) => error.field).sort()).toEqual([
      'limit',
      'page',
      'status',
    ]);
  });

  describe('an error', () => {
    it.each([
      ['rule', 400, 'too_early'],
      ['conflict', 409, 'trip_taken'],
      ['mismatch', 422, 'key_reused'],
      ['throttled', 429, 'cooling_down'],
      ['unknown', 500, 'internal_error'],
      ['nothing', 500, 'internal_error'],
      ['refused', 503, 'database_unavailable'],
      ['shutdown', 503, 'database_unavailable'],
      ['terminated', 503, 'database_unavailable'],
    ])('%s is answered %i %s', async (what, status, code) => {
      const answer = await fetch(`${url}/v1/trips/throws/${what}?phone=9876543210`);
      expect(answer.status).toBe(status);
      expect(await problem(answer)).toMatchObject({ status, code, instance: `/v1/trips/throws/${what}` });
      expect(answer.headers.get('retry-after')).toBe(status === 503 ? '2' : status === 429 ? '13' : null);
    });

    it('carries its details, which never replace the standard members', async () => {
      const answer = await problem(await fetch(`${url}/v1/trips/throws/rule`));
      expect(answer).toMatchObject({ earliest: '2026-01-01T00:00:00.000Z', status: 400 });
    });

    it('nobody foresaw says nothing of its cause, and is logged under its request id', async () => {
      const answer = await fetch(`${url}/v1/trips/throws/unknown`, { headers: { 'x-request-id': 'find-me' } });
      expect(await answer.text()).not.toContain('hunter2');
      expect(logged()).toContainEqual(
        expect.objectContaining({
          level: 'error',
          requestId: 'find-me',
          error: expect.objectContaining({ message: 'the password is hunter2' }),
        }),
      );
    });

    it('for an unknown path is a problem too', async () => {
      expect(await problem(await fetch(`${url}/v1/nowhere`))).toMatchObject({ status: 404, code: 'not_found' });
      expect(await problem(await fetch(`${url}/v1/%`))).toMatchObject({ status: 400, code: 'malformed_url' });
      expect(await problem(await fetch(`${url}/v1/trips/throws/${'x'.repeat(600)}`))).toMatchObject({
        status: 414,
        code: 'url_too_long',
      });
    });

    it.each([
      [431, `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'y'.repeat(20_000)}\r\n\r\n`],
      [400, 'what is this\r\n\r\n'],
    ])('that Node finds before Fastify is a problem too: %i', async (status, bytes) => {
      const text = await new Promise<string>((resolve, reject) => {
        let read = '';
        const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
        socket
          .on('data', (chunk) => (read += chunk.toString()))
          .on('close', () => resolve(read))
          .on('error', reject);
      });
      expect(text).toContain(`HTTP/1.1 ${status} `);
      expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ status });
    });
  });

  describe('access', () => {
    const status = async (path: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(url + path, { headers });
      return `${answer.status} ${((await answer.json()) as { code: string }).code}`;
    };
    const path = `/v1/trips/by-id/${uuidv7()}`;
    const sign = (secret: string, claims: object, options: object) => ({
      authorization: `Bearer ${new JwtService({ secret: createSecretKey(Buffer.from(secret)) }).sign(claims, { issuer: 'cabstand', audience: 'cabstand-api', ...options })}`,
    });

    it('needs a genuine, unexpired token of a living session', async () => {
      const who = principal(['trip.order']);
      const claims = { sub: who.userId, sid: who.sessionId };
      expect(await status(path)).toBe('401 token_missing');
      expect(await status(path, { authorization: 'Bearer nonsense' })).toBe('401 token_invalid');
      expect(await status(path, { authorization: 'Basic abc' })).toBe('401 token_invalid');
      expect(await status(path, sign('another secret, also long enough', claims, { expiresIn: 60 }))).toBe(
        '401 token_invalid',
      );
      expect(await status(path, sign(SETTINGS.jwtSecret, claims, { expiresIn: 60, issuer: 'someone' }))).toBe(
        '401 token_invalid',
      );
      expect(await status(path, sign(SETTINGS.jwtSecret, claims, { expiresIn: 60, audience: 'another' }))).toBe(
        '401 token_invalid',
      );
      expect(await status(path, sign(SETTINGS.jwtSecret, claims, { expiresIn: 60, algorithm: 'HS512' }))).toBe(
        '401 token_invalid',
      );
      expect(await status(path, sign(SETTINGS.jwtSecret, claims, { expiresIn: -5 }))).toBe('401 token_expired');
      expect(await status(path, bearer({ ...who, sessionId: uuidv7() }))).toBe('401 session_ended');
      expect(await status(path, bearer({ ...who, userId: uuidv7() }))).toBe('401 session_ended');
      expect(await status(path, bearer(who))).toBe('404 trip_not_found');
      principals.delete(who.sessionId);
      expect(await status(path, bearer(who))).toBe('401 session_ended');
    });

    it('needs the permission that the route names, and says which', async () => {
      const answer = await fetch(url + path, { headers: bearer(principal(['trip.watch'])) });
      expect(await problem(answer)).toMatchObject({
        status: 403,
        code: 'permission_missing',
        permission: 'trip.order',
      });
    });

    it('is refused to everybody where a route names no permission', async () => {
      expect(await status('/v1/trips/forgotten', bearer(principal(['trip.order'])))).toBe('404 not_found');
    });

    it('takes an organization to act in only if it is an id', async () => {
      expect(await status(path, { ...bearer(principal(['trip.order'])), 'cabstand-organization': 'x' })).toBe(
        '400 organization_header_invalid',
      );
    });
  });

  it('echoes sane ids and replaces others, and carries them through asynchronous work', async () => {
    const ask = async (headers: Record<string, string>) => {
      const answer = await fetch(`${url}/v1/trips/slow`, { headers });
      return {
        echoed: [answer.headers.get('x-request-id'), answer.headers.get('x-correlation-id')],
        seen: ((await answer.json()) as { context: Record<string, unknown> }).context,
      };
    };
    const [first, second] = await Promise.all([
      ask({ 'x-request-id': 'a-1', 'x-correlation-id': 'trace.9' }),
      ask({ 'x-request-id': 'a b', 'x-correlation-id': 'y'.repeat(65) }),
    ]);
    expect(first.echoed).toEqual(['a-1', 'trace.9']);
    expect(first.seen).toMatchObject({
      requestId: 'a-1',
      correlationId: 'trace.9',
      address: '127.0.0.1',
      actor: { type: 'anonymous', id: null },
    });
    expect(second.echoed[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.echoed[1]).toBe(second.echoed[0]);
    expect(second.seen.requestId).toBe(second.echoed[0]);
  });

  it('logs one line a request, with the template of its route', async () => {
    const who = principal(['trip.order']);
    await fetch(`${url}/v1/trips/by-id/${uuidv7()}?phone=9876543210`, {
      headers: { ...bearer(who), 'x-request-id': 'one' },
    });
    await until(() => lines.length > 0);
    expect(logged().filter((line) => line.requestId === 'one')).toEqual([
      expect.objectContaining({
        message: 'request',
        method: 'GET',
        route: '/v1/trips/by-id/:id',
        status: 404,
        userId: who.userId,
      }),
    ]);
  });

  it('measures requests by template, and answers Prometheus', async () => {
    await fetch(`${url}/v1/trips/throws/rule`);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/v1/trips/throws/:what",status="400"}',
    );
  });

  it('is ready while the database answers', async () => {
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const answers = jest
      .spyOn(database, 'query')
      .mockRejectedValueOnce(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }));
    expect(await problem(await fetch(`${url}/health/ready`))).toMatchObject({
      status: 503,
      code: 'database_unavailable',
    });
    // A database that never answers is not waited for.
    answers.mockReturnValueOnce(new Promise(() => undefined));
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    answers.mockRestore();
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('lets listed origins in and no others, and sends the headers of helmet', async () => {
    const allowed = await fetch(`${url}/v1/trips`, { headers: { origin: 'https://ops.example' } });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://ops.example');
    expect(allowed.headers.get('x-content-type-options')).toBe('nosniff');
    expect(allowed.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(allowed.headers.get('strict-transport-security')).toContain('max-age=');
    expect((await fetch(`${url}/v1/nowhere`)).headers.get('x-frame-options')).toBe('SAMEORIGIN');
    const other = await fetch(`${url}/v1/trips`, { headers: { origin: 'https://evil.example' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await fetch(`${url}/v1/trips`, {
      method: 'OPTIONS',
      headers: { origin: 'https://ops.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
  });
});
