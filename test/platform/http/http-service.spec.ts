import type { OpenAPIObject } from '@nestjs/swagger';
import { v7 as uuidv7 } from 'uuid';
import { AccessTokens } from '../../../src/platform/auth/access-tokens';
import { closeGracefully, Shutdown } from '../../../src/platform/http/shutdown';
import { rawRequest, sendRaw } from '../../intruders/raw-http';
import { seen, SETTINGS } from './fixture';
import { start, until } from './started';

describe('the documentation', () => {
  it('is there to read and to generate clients from', async () => {
    const { url } = await start();
    const page = await fetch(url);
    expect(new URL(page.url).pathname).toBe('/docs');
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('Cabstand API');
    const scripts = [...html.matchAll(/<script[^>]*src="([^"]+)"/g)].map(([, source]) => source!);
    expect(scripts.length).toBeGreaterThan(1);
    for (const source of scripts) {
      const script = await fetch(new URL(source, `${url}/docs`));
      expect(script.status).toBe(200);
      expect((await script.text()).length).toBeGreaterThan(100);
    }
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenAPIObject;
    expect(document.paths['/v1/trips']!.post).toMatchObject({
      operationId: 'orderTrip',
      'x-permission': 'trip.order',
      security: [{ accessToken: [] }],
    });
    expect(document.paths['/v1/trips']!.get).toMatchObject({ operationId: 'listTrips', security: [] });
  });
});

describe('rate limits', () => {
  it('count a caller by his genuine token, else by address, and a route with a limit of its own apart', async () => {
    const { app, url } = await start({ ...SETTINGS, rateLimitPerMinute: 3 });
    const statuses = async (count: number, path: string, headers: Record<string, string> = {}) => {
      const answers = [];
      for (let i = 0; i < count; i++) answers.push(await fetch(url + path, { headers }));
      return answers;
    };
    const token = (userId: string) => ({
      authorization: `Bearer ${app.get(AccessTokens).sign(userId, uuidv7()).token}`,
    });
    const anonymous = await statuses(4, '/v1/trips');
    expect(anonymous.map((a) => a.status)).toEqual([200, 200, 200, 429]);
    expect(anonymous[0]!.headers.get('ratelimit')).toMatch(/^"default";r=2;t=\d+$/);
    expect(anonymous[0]!.headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
    expect(Number(anonymous[3]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await anonymous[3]!.json()).toMatchObject({ code: 'rate_limited', status: 429 });
    expect((await statuses(4, '/v1/trips', token('asha'))).map((a) => a.status)).toEqual([200, 200, 200, 429]);
    expect((await statuses(1, '/v1/trips', token('ravi'))).map((a) => a.status)).toEqual([200]);
    expect((await statuses(1, '/v1/trips', { authorization: 'Bearer forged' })).map((a) => a.status)).toEqual([429]);
    const guessed = await statuses(3, '/v1/trips/guessed');
    expect(guessed.map((a) => a.status)).toEqual([200, 200, 429]);
    expect(guessed[0]!.headers.get('ratelimit-policy')).toBe('"default";q=2;w=60');
    expect((await statuses(9, '/health/live')).every((a) => a.status === 200)).toBe(true);
  });
});

describe('who is slow', () => {
  const post = { 'content-type': 'application/json' };
  const DRIPPING = [
    'POST /v1/trips HTTP/1.1\r\nhost: a\r\nx',
    rawRequest('POST', '/v1/trips', { ...post, 'content-length': '60000' }, '{'),
    rawRequest('POST', '/v1/trips', { ...post, 'transfer-encoding': 'chunked' }, 'fffff\r\n{'),
  ];

  it('to send headers or a body, a byte at a time, or says nothing at all, is cut off in the time for a whole request', async () => {
    const { url } = await start(SETTINGS, { requestMilliseconds: 1_000, lookEveryMilliseconds: 100 });
    const silent = sendRaw(url, '');
    const dripping = DRIPPING.map((bytes) =>
      sendRaw(url, bytes, (socket) => {
        const timer = setInterval(() => socket.writable && socket.write('x'), 50);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    // None of them would end by itself. Who goes on sending may lose the answer.
    for (const { status } of await Promise.all([silent, ...dripping])) expect([0, 408]).toContain(status);
    // Node's own minute is longer.
  }, 30_000);

  it('has half a minute', async () => {
    const { app } = await start();
    expect(app.getHttpServer()).toMatchObject({ requestTimeout: 30_000, headersTimeout: 30_000 });
  });
});

describe('metrics with a token', () => {
  it('answer only who has it', async () => {
    const { url } = await start({ ...SETTINGS, metricsToken: 'scrape-me' });
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer scrape-mf' } })).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer scrape-me' } })).status).toBe(200);
  });
});

describe('a shutdown', () => {
  it('finishes what is under way, refuses what comes after, and then is gone', async () => {
    const { app, url } = await start();
    seen.slow = 0;
    const slow = fetch(`${url}/v1/trips/slow`);
    await until(() => seen.slow === 1);
    app.get(Shutdown).begin();
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    const late = await fetch(`${url}/v1/trips`);
    expect(late.status).toBe(503);
    expect(await late.json()).toMatchObject({ code: 'shutting_down' });
    const closed = closeGracefully(app, 5);
    expect((await slow).status).toBe(200);
    await closed;
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });

  it('cuts what does not finish in time', async () => {
    const { app, url } = await start();
    seen.stuck = 0;
    const stuck = fetch(`${url}/v1/trips/stuck`).then(
      () => 'answered',
      () => 'cut',
    );
    await until(() => seen.stuck === 1);
    await closeGracefully(app, 0.05);
    expect(await stuck).toBe('cut');
  });
});
