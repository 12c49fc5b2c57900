import { v7 as uuidv7 } from 'uuid';
import type { EventStream } from '../../../src/contexts/live/application/event-stream';
import { StreamHub } from '../../../src/contexts/live/application/stream-hub';
import { PrincipalReader } from '../../../src/platform/auth/principal-reader';
import { eventually } from '../../support/application';
import type { StreamClient } from './stream-client';
import { WatchedOperator } from './watched-operator';

describe('access to the live stream', () => {
  let operator: WatchedOperator;
  beforeAll(async () => (operator = await WatchedOperator.open()));
  afterEach(() => operator.hangUp());
  afterAll(() => operator.close());

  it('is given to a browser by a ticket that works once, also where two come at the same time', async () => {
    const rider = await operator.actAs({ role: 'rider' });
    for (let round = 0; round < 10; round++) {
      const { status, body } = await rider.post('/v1/stream/tickets');
      expect(status).toBe(201);
      const opened = await Promise.all(
        Array.from({ length: 4 }, () => operator.open(`/v1/stream?ticket=${body.ticket as string}`)),
      );
      expect(opened.map((client) => client.status).sort()).toEqual([200, 401, 401, 401]);
      const refused = opened.find((client) => client.status === 401)!;
      await eventually(() => expect(JSON.parse(refused.refusal)).toMatchObject({ code: 'ticket_invalid' }));
      const rows = await operator.application.sql('SELECT * FROM platform.tickets');
      expect(rows).toEqual([]);
      operator.hangUp();
    }
  });

  it('is not given by a ticket that lapsed, nor by one whose session ended, nor to another route', async () => {
    const rider = await operator.actAs({ role: 'rider' });
    const ticket = async (): Promise<string> => (await rider.post('/v1/stream/tickets')).body.ticket as string;
    const lapsed = await ticket();
    await operator.application.sql("UPDATE platform.tickets SET expires_at = now() - interval '1 second'");
    expect(await operator.open(`/v1/stream?ticket=${lapsed}`)).toMatchObject({ status: 401 });
    const other = await ticket();
    expect(await operator.application.call('POST', `/v1/stream/tickets?ticket=${other}`)).toMatchObject({
      status: 401,
    });
    await operator.application.sql('UPDATE platform.principals SET revoked_at = now() WHERE session_id = $1', [
      rider.sessionId,
    ]);
    expect(await operator.open(`/v1/stream?ticket=${other}`)).toMatchObject({ status: 401 });
  });

  it('ends within seconds when the session is revoked, or may see something else', async () => {
    const rider = await operator.actAs({ role: 'rider' });
    const manager = await operator.actAs({ role: 'hub_manager', fleetIds: [uuidv7()], hubIds: [uuidv7()] });
    const prolonged = await operator.actAs({ role: 'rider' });
    const [own, board, stays] = [
      await operator.watch(rider),
      await operator.watch(manager),
      await operator.watch(prolonged),
    ];
    const change = (what: string, { sessionId }: { sessionId: string }) =>
      operator.application.sql(`UPDATE platform.principals SET ${what}, version = version + 1 WHERE session_id = $1`, [
        sessionId,
      ]);
    await change('revoked_at = now()', rider);
    await change('hub_ids = ARRAY[gen_random_uuid()]', manager);
    await change("expires_at = now() + interval '2 days'", prolonged);
    await eventually(() => expect([own.ended, board.ended]).toEqual([true, true]), 8_000);
    expect(stays.ended).toBe(false);
  }, 15_000);

  it('costs no look at who somebody is while nothing about him changes', async () => {
    const ops = await operator.actAs({ role: 'ops' });
    const streams = [await operator.watch(ops), await operator.watch(await operator.actAs({ role: 'rider' }))];
    const principals = operator.application.app.get(PrincipalReader);
    const [find, standing] = [jest.spyOn(principals, 'find'), jest.spyOn(principals, 'standing')];
    await eventually(() => expect(standing.mock.calls.length).toBeGreaterThanOrEqual(1), 8_000);
    await Promise.all(standing.mock.results.map(({ value }) => value as Promise<unknown>));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(find).not.toHaveBeenCalled();
    jest.restoreAllMocks();
    expect(streams.map(({ ended }) => ended)).toEqual([false, false]);
  }, 15_000);

  it('is limited to five streams a user: the oldest makes room', async () => {
    const rider = await operator.actAs({ role: 'rider' });
    const streams: StreamClient[] = [];
    for (let i = 0; i < 6; i++) streams.push(await operator.watch(rider));
    await eventually(() =>
      expect(streams.map(({ ended }) => ended)).toEqual([true, false, false, false, false, false]),
    );
  });

  it('is no slow request to the metrics', async () => {
    const stream = await operator.watch(await operator.actAs({ role: 'rider' }));
    stream.close();
    const refused = await operator.open('/v1/stream');
    expect(refused.status).toBe(401);
    const { body } = await operator.application.call('GET', '/metrics');
    expect(body).toMatch(/http_request_duration_seconds_count\{method="GET",route="\/v1\/stream",status="401"\}/);
    expect(body).not.toMatch(/route="\/v1\/stream",status="200"/);
    expect(body).toMatch(/cabstand_live_streams \d/);
  });

  it('is lost by a reader who falls behind: he is cut off, and resumes', async () => {
    const hub = operator.application.app.get(StreamHub);
    const open = (): EventStream[] => [...hub.streamsOf(operator.organizationId)];
    await eventually(() => expect(open()).toEqual([]));
    const ops = await operator.actAs({ role: 'ops' });
    const slow = await operator.watch(ops);
    await eventually(() => expect(slow.snapshot).toBeDefined());
    slow.pause();
    const [stream] = open();
    // The kernel takes some megabytes before the service notices; more than a quarter of one it does not keep itself.
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 2_000 && !stream!.ended; i++) {
      stream!.event('change', stream!.position, JSON.stringify({ kind: 'ride', payload: 'x'.repeat(20_000) }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
    await eventually(() => expect(open()).toEqual([]));
    expect(open()).toEqual([]);
    slow.resume();
    await eventually(() => expect(slow.ended).toBe(true), 20_000);
    await operator.ride();
    const again = await operator.watch(ops, { 'last-event-id': slow.lastEventId! });
    await eventually(() => expect(again.events.length).toBeGreaterThan(0));
  }, 120_000);
});

describe('a stream at shutdown', () => {
  it('is ended, and holds nothing up', async () => {
    const operator = await WatchedOperator.open();
    const ops = await operator.actAs({ role: 'ops' });
    const streams = [await operator.watch(ops), await operator.watch(ops)];
    const cut = jest.spyOn(operator.application.app.getHttpServer(), 'closeAllConnections');
    await operator.application.stop();
    expect(cut).not.toHaveBeenCalled();
    await eventually(() => expect(streams.every(({ ended }) => ended)).toBe(true));
  });
});
