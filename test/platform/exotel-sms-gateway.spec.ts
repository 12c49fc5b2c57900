import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type ExotelSimulator, startExotelSimulator } from '../../simulators/exotel/exotel-simulator';
import { type ExotelOptions, ExotelSmsGateway } from '../../src/platform/sms/exotel-sms-gateway';
import { SmsOutcomeUnknown, SmsRefused } from '../../src/platform/sms/sms-gateway';

const MESSAGE = { to: '+919876543210', body: '482913 is your Cabstand code.', reference: '0198c2f0-challenge' };

describe('ExotelSmsGateway', () => {
  let simulator: ExotelSimulator;
  let closing: Server[] = [];

  beforeAll(async () => {
    simulator = await startExotelSimulator({ seed: 1, stepMs: 1 });
  });
  beforeEach(() => simulator.reset());
  afterEach(async () => {
    await Promise.all(closing.map((server) => new Promise((resolve) => server.close(resolve))));
    closing = [];
  });
  afterAll(() => simulator.stop());

  const gateway = (options: Partial<ExotelOptions> = {}): ExotelSmsGateway =>
    new ExotelSmsGateway({
      baseUrl: simulator.url,
      ...simulator.account,
      sender: 'CABSTD',
      dltEntityId: '1101234567890',
      dltTemplateId: '1107654321098',
      timeoutMs: 2_000,
      ...options,
    });
  const failure = async (sending: Promise<unknown>): Promise<Error> => {
    const error = await sending.then(
      () => new Error('it was sent'),
      (thrown: Error) => thrown,
    );
    const shown = `${inspect(error, { depth: 10, showHidden: true })}${JSON.stringify(error)}`;
    for (const secret of [
      '482913',
      '9876543210',
      'simulator-token',
      'wrong-token',
      Buffer.from('simulator-key:simulator-token').toString('base64'),
    ]) {
      expect(shown).not.toContain(secret);
    }
    return error;
  };
  /** A provider that does with each connection what the test says. */
  const provider = async (serve: (socket: Socket) => void): Promise<string> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      serve(socket);
    });
    closing.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const answering = (answer: string): Promise<string> =>
    provider((socket) => socket.once('data', () => socket.end(`HTTP/1.1 ${answer}`)));

  it('sends exactly what Exotel expects, byte for byte', async () => {
    let raw = '';
    const reply = JSON.stringify({ SMSMessage: { Sid: 'sms-1', Status: 'queued' } });
    const baseUrl = await provider((socket) =>
      socket.on('data', (chunk) => {
        raw += chunk.toString('latin1');
        if (raw.includes('CustomField='))
          socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${reply.length}\r\nConnection: close\r\n\r\n${reply}`);
      }),
    );
    const sent = await gateway({
      baseUrl: `${baseUrl}/`,
      statusCallbackUrl: 'https://cabs.example.in/hooks/s3cret',
    }).send({
      ...MESSAGE,
      body: 'कोड 482913 & <more>',
    });
    expect(sent).toEqual({ providerMessageId: 'sms-1' });
    const [head, body] = raw.split('\r\n\r\n');
    const lines = head!.split('\r\n');
    expect(lines[0]).toBe('POST /v1/Accounts/cabstand/Sms/send HTTP/1.1');
    expect(lines).toContain('authorization: Basic c2ltdWxhdG9yLWtleTpzaW11bGF0b3ItdG9rZW4=');
    expect(lines).toContain('content-type: application/x-www-form-urlencoded;charset=UTF-8');
    expect(lines).toContain('accept: application/json');
    expect(body).toBe(
      'From=CABSTD&To=%2B919876543210&Body=%E0%A4%95%E0%A5%8B%E0%A4%A1+482913+%26+%3Cmore%3E&DltEntityId=1101234567890' +
        '&DltTemplateId=1107654321098&SmsType=transactional&Priority=high' +
        '&StatusCallback=https%3A%2F%2Fcabs.example.in%2Fhooks%2Fs3cret&CustomField=0198c2f0-challenge',
    );
  });

  it('returns the provider’s id of an accepted message', async () => {
    const { providerMessageId } = await gateway().send(MESSAGE);
    expect(simulator.messages()).toEqual([
      expect.objectContaining({
        sid: providerMessageId,
        to: MESSAGE.to,
        body: MESSAGE.body,
        reference: MESSAGE.reference,
      }),
    ]);
  });

  it('understands an acceptance in XML', async () => {
    simulator.chooseNext({ kind: 'xml_reply' });
    const { providerMessageId } = await gateway().send(MESSAGE);
    expect(providerMessageId).toBe(simulator.messages()[0]!.sid);
  });

  it('takes the second of two answers to one message for no answer to the next', async () => {
    const sending = gateway();
    simulator.chooseNext({ kind: 'answered_twice' });
    const ids = [await sending.send(MESSAGE), await sending.send({ ...MESSAGE, reference: 'the-next' })];
    expect(ids.map(({ providerMessageId }) => providerMessageId)).toEqual(simulator.messages().map(({ sid }) => sid));
  });

  it.each([
    [400, 'rejected', false],
    [404, 'rejected', false],
    [401, 'credentials', false],
    [403, 'credentials', false],
    [429, 'throttled', true],
  ])('calls %i a definite refusal: %s', async (httpStatus, reason, mayBeSentAgain) => {
    simulator.chooseNext({ kind: 'refuse', httpStatus });
    const error = await failure(gateway().send(MESSAGE));
    expect(error).toBeInstanceOf(SmsRefused);
    expect(error).toMatchObject({ reason, mayBeSentAgain, reference: MESSAGE.reference });
    expect(simulator.messages()).toEqual([]);
  });

  it('calls wrong credentials a refusal', async () => {
    const error = await failure(gateway({ apiToken: 'wrong-token' }).send(MESSAGE));
    expect(error).toMatchObject({ name: 'SmsRefused', reason: 'credentials' });
    expect(simulator.messages()).toEqual([]);
  });

  it.each([
    ['timeout_after_effect', /no answer within 150 ms/],
    ['drop_after_effect', /connection broke/],
    ['error_after_effect', /answered 503/],
  ] as const)('calls %s unknown, and does not send again', async (kind, why) => {
    simulator.chooseNext({ kind });
    const error = await failure(gateway({ timeoutMs: 150 }).send(MESSAGE));
    expect(error).toBeInstanceOf(SmsOutcomeUnknown);
    expect(error.message).toMatch(why);
    expect(simulator.journal()).toHaveLength(1);
    expect(simulator.inbox(MESSAGE.to)).toHaveLength(1);
  });

  it('calls an answer that stops halfway unknown', async () => {
    const baseUrl = await answering('200 OK\r\nContent-Length: 500\r\n\r\n{"SMSMessage"');
    expect(await failure(gateway({ baseUrl }).send(MESSAGE))).toBeInstanceOf(SmsOutcomeUnknown);
  });

  it('calls a success without a message id unknown', async () => {
    for (const reply of ['', '{}', 'null', 'rubbish', '{"SMSMessage":{"Sid":""}}']) {
      const baseUrl = await answering(`200 OK\r\nContent-Length: ${reply.length}\r\n\r\n${reply}`);
      expect(await failure(gateway({ baseUrl }).send(MESSAGE))).toBeInstanceOf(SmsOutcomeUnknown);
    }
  });

  it('calls a message that Exotel reports failed at once refused', async () => {
    const reply = '{"SMSMessage":{"Sid":"sms-1","Status":"Failed"}}';
    const baseUrl = await answering(`200 OK\r\nContent-Length: ${reply.length}\r\n\r\n${reply}`);
    expect(await failure(gateway({ baseUrl }).send(MESSAGE))).toMatchObject({ name: 'SmsRefused', reason: 'rejected' });
  });

  it('follows no redirect', async () => {
    const baseUrl = await answering(
      `307 Temporary Redirect\r\nLocation: ${simulator.url}/v1/Accounts/cabstand/Sms/send\r\nContent-Length: 0\r\n\r\n`,
    );
    expect(await failure(gateway({ baseUrl }).send(MESSAGE))).toBeInstanceOf(SmsRefused);
    expect(simulator.journal()).toEqual([]);
  });

  it('knows that nothing left when no connection came about', async () => {
    const twin = await startExotelSimulator();
    await twin.stop();
    const error = await failure(gateway({ baseUrl: twin.url }).send(MESSAGE));
    expect(error).toMatchObject({ name: 'SmsRefused', reason: 'unreachable', mayBeSentAgain: true });
  });

  it.each([
    ['a number without its country', { ...MESSAGE, to: '9876543210' }],
    ['an empty text', { ...MESSAGE, body: '' }],
    ['a text of 2001 characters', { ...MESSAGE, body: 'x'.repeat(2_001) }],
  ])('refuses %s without calling', async (_what, message) => {
    expect(await failure(gateway().send(message))).toMatchObject({ name: 'SmsRefused', reason: 'rejected' });
    expect(simulator.journal()).toEqual([]);
  });

  it('shows its credentials to no one', () => {
    expect(inspect(gateway(), { depth: 10, showHidden: true })).not.toContain('simulator-token');
    expect(JSON.stringify(gateway())).not.toContain('simulator-token');
  });

  it('sends no credentials over plain http to another machine', () => {
    expect(() => gateway({ baseUrl: 'http://api.in.exotel.com' })).toThrow(/https/);
    expect(() => gateway({ baseUrl: 'https://api.in.exotel.com' })).not.toThrow();
  });
});
