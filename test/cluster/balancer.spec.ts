import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Balancer } from '../../cluster/balancer';
import { AppClient } from '../../load/app-client';
import { StreamWatcher } from '../../load/stream-watcher';
import { eventually } from '../support/application';

/** A process of which each route is as a test wants it. */
class FakeNode {
  ready = true;
  asked: string[] = [];
  keys: string[] = [];

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(answer: RequestListener): Promise<FakeNode> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const node = new FakeNode(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
    server.on('request', (incoming, outgoing) => {
      if (incoming.url === '/health/ready') return void outgoing.writeHead(node.ready ? 200 : 503).end();
      node.asked.push(`${incoming.method} ${incoming.url} ${incoming.headers['x-forwarded-for']}`);
      node.keys.push(String(incoming.headers['idempotency-key']));
      answer(incoming, outgoing);
    });
    return node;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

const says =
  (text: string): RequestListener =>
  (_, outgoing) =>
    void outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ text }));
const breaks: RequestListener = (incoming) => void incoming.socket.destroy();

describe('the balancer', () => {
  let balancer: Balancer;
  let client: AppClient;
  const nodes: FakeNode[] = [];
  beforeEach(async () => {
    balancer = await Balancer.start();
    client = new AppClient(balancer.url, 3_000);
  });
  afterEach(async () => {
    client.close();
    await balancer.stop();
    await Promise.all(nodes.splice(0).map((node) => node.stop()));
  });

  async function put(name: string, answer: RequestListener): Promise<FakeNode> {
    const node = await FakeNode.start(answer);
    nodes.push(node);
    balancer.put(name, node.url);
    await eventually(() => expect(balancer.ready).toContain(name));
    return node;
  }

  it('sends requests by turns to those that are ready, and says who answered', async () => {
    const [one, two] = [await put('one', says('1')), await put('two', says('2'))];
    const served = new Set<string | null>();
    for (let i = 0; i < 6; i++) served.add((await client.call('GET', '/v1/x?y=1', '')).servedBy);
    expect(served).toEqual(new Set(['one', 'two']));
    expect([one.asked.length, two.asked.length]).toEqual([3, 3]);
    expect(one.asked[0]).toBe('GET /v1/x?y=1 127.0.0.1');
    expect(balancer.servedBy('one')).toBe(3);
  });

  it('takes out whoever says that he is not ready, and takes him in again', async () => {
    const one = await put('one', says('1'));
    await put('two', says('2'));
    one.ready = false;
    await eventually(() => expect(balancer.ready).toEqual(['two']));
    one.asked = [];
    for (let i = 0; i < 4; i++) await client.call('GET', '/v1/x', '');
    expect(one.asked).toEqual([]);
    one.ready = true;
    await eventually(() => expect(balancer.ready).toEqual(['one', 'two']));
  });

  it('sends what never reached a process to the next, a change too', async () => {
    const one = await put('one', says('1'));
    const two = await put('two', says('2'));
    await one.stop();
    for (let i = 0; i < 4; i++)
      expect((await client.call('POST', '/v1/x', '', { body: { i }, key: `key-${i}` })).servedBy).toBe('two');
    expect(two.asked).toHaveLength(4);
    expect(client.sentAgain).toBe(0);
  });

  it('sends a look that was broken off to another, and leaves a change to its sender, who sends it with the same key', async () => {
    const one = await put('one', breaks);
    const two = await put('two', says('2'));
    for (let i = 0; i < 2; i++) expect((await client.call('GET', '/v1/x', '')).servedBy).toBe('two');
    expect(client.sentAgain).toBe(0);
    [one.keys, two.keys] = [[], []];
    for (let i = 0; i < 2; i++)
      expect((await client.call('POST', '/v1/x', '', { body: {}, key: `key-${i}` })).servedBy).toBe('two');
    expect(client.sentAgain).toBeGreaterThan(0);
    expect([...new Set(two.keys)]).toEqual(['key-0', 'key-1']);
    expect(one.keys.every((key) => two.keys.includes(key))).toBe(true);
    expect(balancer.brokenOffAt('one')).toBe(one.keys.length);
    expect(balancer.brokenOffAt('two')).toBe(0);
  });

  it('knows who is in the middle of a change', async () => {
    const held: (() => void)[] = [];
    await put('one', (_, outgoing) => void held.push(() => outgoing.end('{}')));
    const look = client.call('GET', '/v1/x', '');
    await eventually(() => expect(held).toHaveLength(1));
    await sleep(10);
    expect(balancer.isAtWork('one')).toBe(false);
    const done = client.call('POST', '/v1/x', '', { body: {}, key: 'key' });
    await eventually(() => expect(balancer.isAtWork('one')).toBe(true));
    await eventually(() => expect(held).toHaveLength(2));
    for (const release of held) release();
    await Promise.all([look, done]);
    expect(balancer.isAtWork('one')).toBe(false);
  });

  it('sends what a process refuses because it is leaving to another', async () => {
    const leaves: RequestListener = (_, outgoing) => void outgoing.writeHead(503).end('{"code":"shutting_down"}');
    await put('one', leaves);
    await put('two', says('2'));
    for (let i = 0; i < 2; i++) expect((await client.call('POST', '/v1/x', '', { body: {} })).servedBy).toBe('two');
    expect(client.sentAgain).toBe(0);
  });

  it('sends what is answered 503 to another where twice is once, and a change without a key, or of nobody, back to its sender', async () => {
    const one = await put('one', (_, outgoing) => void outgoing.writeHead(503).end('{"code":"outcome_unknown"}'));
    const two = await put('two', says('2'));
    const send = (method: string, headers: Record<string, string> = {}) =>
      fetch(`${balancer.url}/v1/x`, { method, headers, body: method === 'GET' ? undefined : '{}' });
    for (let i = 0; i < 2; i++) {
      expect((await send('GET')).headers.get('x-served-by')).toBe('two');
      const keyed = { 'idempotency-key': `key-${i}`, authorization: 'Bearer token' };
      expect((await send('POST', keyed)).headers.get('x-served-by')).toBe('two');
    }
    two.asked = [];
    const unsafe: [string, Record<string, string>][] = [
      ['POST', {}],
      ['POST', { 'idempotency-key': 'of who logs in' }],
      ['PUT', {}],
      ['DELETE', {}],
    ];
    for (const [method, headers] of unsafe) {
      one.asked = [];
      const answers = [await send(method, headers), await send(method, headers)];
      const [refused] = answers.filter(({ status }) => status === 503);
      expect(await refused!.json()).toEqual({ code: 'outcome_unknown' });
      expect(one.asked).toHaveLength(1);
    }
    expect(two.asked).toHaveLength(unsafe.length);
  });

  it('answers 503 where nobody is ready, and its caller gives up in the end', async () => {
    await expect(new AppClient(balancer.url, 300).call('GET', '/v1/x', '')).rejects.toThrow('503 no_process_ready');
  });

  it('passes a refusal on as it is', async () => {
    await put('one', (_, outgoing) => {
      outgoing.writeHead(409, { 'content-type': 'application/problem+json' }).end('{"code":"ride_taken"}');
    });
    await expect(client.call('POST', '/v1/x', '', { body: {} })).rejects.toMatchObject({
      status: 409,
      code: 'ride_taken',
    });
    expect(client.sentAgain).toBe(0);
  });

  it('passes a stream on as it comes, and breaks it off with its process; its watcher goes on where he was', async () => {
    const asked: (string | undefined)[] = [];
    const streams =
      (...positions: number[]): RequestListener =>
      (incoming, outgoing) => {
        asked.push(incoming.headers['last-event-id'] as string | undefined);
        outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
        outgoing.write('retry: 50\n\n');
        void (async () => {
          for (const position of positions) {
            outgoing.write(`id: a-${position}\nevent: change\ndata: {"n":${position}}\n\n`);
            await sleep(20);
          }
        })();
      };
    const one = await put('one', streams(1, 2));
    const heard: string[] = [];
    const watcher = new StreamWatcher(balancer.url, 'token', ({ data }) => heard.push(data));
    await watcher.begun;
    await eventually(() => expect(heard).toEqual(['{"n":1}', '{"n":2}']));
    await put('two', streams(3));
    await one.stop();
    await eventually(() => expect(heard).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']));
    watcher.end();
    expect(asked).toEqual([undefined, 'a-2']);
    expect(watcher.connections).toEqual([
      { servedBy: 'one', after: null, received: [1, 2].map((position) => ({ position, isSnapshot: false })) },
      { servedBy: 'two', after: 2, received: [{ position: 3, isSnapshot: false }] },
    ]);
  });
});
