import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ExotelSimulator,
  SIMULATED_ACCOUNT,
  startExotelSimulator,
} from '../../simulators/exotel/exotel-simulator';

const FORM = {
  From: 'CABSTD',
  To: '+919876543210',
  Body: '482913 is your Cabstand code.',
  DltEntityId: '1101',
  DltTemplateId: '1107',
  SmsType: 'transactional',
  Priority: 'high',
  CustomField: 'challenge-1',
};
const AUTHORIZATION = `Basic ${Buffer.from('simulator-key:simulator-token').toString('base64')}`;

describe('The Exotel simulator', () => {
  let simulator: ExotelSimulator;
  let receiver: {
    url: string;
    received: URLSearchParams[];
    answer: (status: number) => void;
    stop: () => Promise<void>;
  };

  beforeAll(async () => {
    simulator = await startExotelSimulator({ seed: 7, stepMs: 1, callbackRetryMs: 1, callbackTimeoutMs: 200 });
    receiver = await startReceiver();
  });
  beforeEach(async () => {
    await simulator.reset();
    receiver.received.length = 0;
    receiver.answer(200);
  });
  afterAll(async () => {
    await simulator.stop();
    await receiver.stop();
  });

  const send = (
    form: Record<string, string> | string[][] = FORM,
    headers: Record<string, string> = {},
  ): Promise<Response> =>
    fetch(`${simulator.url}/v1/Accounts/${SIMULATED_ACCOUNT.sid}/Sms/send`, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION, ...headers },
      body: new URLSearchParams(form),
    });
  const control = (body: unknown): Promise<Response> =>
    fetch(`${simulator.url}/__sim/outcomes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const statuses = (): (string | null)[] => receiver.received.map((form) => form.get('Status'));
  const withCallback = (): Record<string, string> => ({ ...FORM, StatusCallback: receiver.url });

  it('listens on loopback only and answers a send with a queued message', async () => {
    expect(new URL(simulator.url).hostname).toBe('127.0.0.1');
    const response = await send();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      SMSMessage: expect.objectContaining({
        Sid: expect.stringMatching(/^[0-9a-f]{32}$/),
        To: FORM.To,
        Status: 'queued',
        DetailedStatus: 'PENDING_TO_OPERATOR',
      }),
    });
  });

  it('posts each status to the StatusCallback, in order, with the sender’s own reference', async () => {
    await send(withCallback());
    await simulator.settled();
    expect(statuses()).toEqual(['sending', 'submitted', 'sent', 'delivered']);
    expect(receiver.received[0]!.get('CustomField')).toBe('challenge-1');
    expect(receiver.received[0]!.get('SmsSid')).toBe(simulator.messages()[0]!.sid);
  });

  it('gives up a callback after two retries', async () => {
    receiver.answer(500);
    await send(withCallback());
    await simulator.settled();
    expect(statuses().slice(0, 4)).toEqual(['sending', 'sending', 'sending', 'submitted']);
    expect(receiver.received).toHaveLength(12);
  });

  it('posts no callback to another machine', async () => {
    await send({ ...FORM, StatusCallback: 'http://192.0.2.1/callback' });
    await simulator.settled();
    const callbacks = simulator.journal().filter((entry) => entry.direction === 'out');
    expect(callbacks.length).toBeGreaterThan(0);
    expect(callbacks.every((entry) => entry.httpStatus === null)).toBe(true);
  });

  it.each([
    ['no credentials', FORM, { authorization: '' }, 401],
    [
      'another token',
      FORM,
      { authorization: `Basic ${Buffer.from('simulator-key:simulator-tokem').toString('base64')}` },
      401,
    ],
    ['a number without its country', { ...FORM, To: '9876543210' }, {}, 400],
    ['an empty body', { ...FORM, Body: '' }, {}, 400],
    ['a body of 2001 characters', { ...FORM, Body: 'x'.repeat(2_001) }, {}, 400],
    ['no DLT template', { ...FORM, DltTemplateId: '' }, {}, 400],
    ['a promotional message', { ...FORM, SmsType: 'promotional' }, {}, 400],
    ['a field given twice', [...Object.entries(FORM), ['To', '+919876543211']], {}, 400],
  ])('refuses %s and delivers nothing', async (_what, form, headers, status) => {
    const response = await send(form, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ RestException: { Status: status, Message: expect.any(String) } });
    expect(simulator.messages()).toEqual([]);
  });

  it('takes chosen outcomes one send each, then the fallback', async () => {
    await control({
      next: [{ kind: 'refuse', httpStatus: 403 }, { kind: 'error_after_effect' }],
      always: { kind: 'fail', status: 'expired' },
    });
    expect((await send()).status).toBe(403);
    expect((await send()).status).toBe(503);
    expect((await send()).status).toBe(200);
    await simulator.settled();
    expect(simulator.messages().map((m) => m.status)).toEqual(['delivered', 'expired']);
    expect(simulator.inbox()).toHaveLength(1);
  });

  it('keeps a send waiting after its effect, and cuts the connection on request', async () => {
    await control({ next: [{ kind: 'timeout_after_effect' }, { kind: 'drop_after_effect' }] });
    const waiting = send();
    await expect(Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 150, 'waits'))])).resolves.toBe(
      'waits',
    );
    await expect(send()).rejects.toThrow();
    expect(simulator.inbox()).toHaveLength(2);
    const cut = expect(waiting).rejects.toThrow();
    await simulator.reset();
    await cut;
    expect(simulator.inbox()).toEqual([]);
  });

  it('delays a reply by what was asked', async () => {
    simulator.chooseNext({ kind: 'delay', delayMs: 120 });
    const before = performance.now();
    await send();
    expect(performance.now() - before).toBeGreaterThanOrEqual(115);
  });

  it('duplicates callbacks and reorders them', async () => {
    simulator.chooseNext({ kind: 'duplicate_callback' }, { kind: 'reorder' });
    await send(withCallback());
    await simulator.settled();
    expect(statuses()).toEqual([
      'sending',
      'sending',
      'submitted',
      'submitted',
      'sent',
      'sent',
      'delivered',
      'delivered',
    ]);
    receiver.received.length = 0;
    await send(withCallback());
    await simulator.settled();
    expect(statuses()[0]).toBe('delivered');
    expect(statuses().sort()).toEqual(['delivered', 'sending', 'sent', 'submitted']);
  });

  it.each([
    [{}],
    [{ next: [{ kind: 'explode' }] }],
    [{ next: [{ kind: 'delay' }] }],
    [{ next: [{ kind: 'refuse', httpStatus: 200 }] }],
    [{ next: [{ kind: 'success', delayMs: 5 }] }],
    [{ next: [{ kind: 'success', surprise: 1 }] }],
    [{ next: [{ kind: 'refuse' }], always: { kind: 'delay' } }],
  ])('refuses the outcomes %j and chooses none of them', async (body) => {
    expect((await control(body)).status).toBe(400);
    expect((await send()).status).toBe(200);
  });

  it('journals what came in, undecoded, and what it answered', async () => {
    await send();
    const { entries } = (await (await fetch(`${simulator.url}/__sim/journal`)).json()) as { entries: unknown[] };
    expect(entries[0]).toMatchObject({
      direction: 'in',
      number: 1,
      method: 'POST',
      path: '/v1/Accounts/cabstand/Sms/send',
      authorization: AUTHORIZATION,
      rawBody: new URLSearchParams(FORM).toString(),
      outcome: 'success',
      httpStatus: 200,
    });
  });

  it('shows the inbox of one phone, newest first, to programs', async () => {
    await send();
    await send({ ...FORM, To: '+919876543211' });
    await send({ ...FORM, Body: '111222 is newer' });
    for (const to of ['%2B919876543210', '+919876543210', '9876543210']) {
      const answer = (await (await fetch(`${simulator.url}/__sim/inbox?to=${to}`)).json()) as {
        messages: { body: string }[];
      };
      expect(answer.messages.map((m) => m.body)).toEqual(['111222 is newer', FORM.Body]);
    }
  });

  it('shows the inbox to people, with the code marked and everything else escaped', async () => {
    await send({ ...FORM, From: '"><svg>', Body: `<script>alert('x')</script> & 482913` });
    const response = await fetch(`${simulator.url}/inbox?to=${encodeURIComponent('"><script>1')}`);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const all = await (await fetch(`${simulator.url}/inbox`)).text();
    expect(all).toContain('&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62; &#38; <b>482913</b>');
    expect(all).not.toContain('<script>alert');
    expect(all).not.toContain('<svg>');
    expect(await response.text()).not.toContain('"><script>');
  });

  it('gives the same ids for the same seed', async () => {
    const ids = async (): Promise<string> => {
      const twin = await startExotelSimulator({ seed: 42 });
      await fetch(`${twin.url}/v1/Accounts/cabstand/Sms/send`, {
        method: 'POST',
        headers: { authorization: AUTHORIZATION },
        body: new URLSearchParams(FORM),
      });
      const [message] = twin.messages();
      await twin.stop();
      return message!.sid;
    };
    expect(await ids()).toBe(await ids());
  });
});

async function startReceiver(): Promise<{
  url: string;
  received: URLSearchParams[];
  answer: (status: number) => void;
  stop: () => Promise<void>;
}> {
  const received: URLSearchParams[] = [];
  let status = 200;
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push(new URLSearchParams(body));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    received,
    answer: (next) => (status = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
