import { randomInt, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { answerTwice } from '../answer-twice';
import { addControlRoutes } from '../control-routes';
import { ExotelMessages, type JournalEntry, phoneFilter, type SimulatedMessage } from './exotel-messages';
import { type ExotelOutcome, ExotelOutcomes, FAILED_ENDS, OUTCOME_KINDS } from './exotel-outcomes';
import { INBOX_POLICY, inboxPage } from './inbox-page';
import { detailedStatus, StatusCallbacks } from './status-callbacks';

/** What the simulator takes for valid credentials unless told otherwise. Made up; good for nothing elsewhere. */
export const SIMULATED_ACCOUNT = { sid: 'cabstand', apiKey: 'simulator-key', apiToken: 'simulator-token' } as const;

export interface ExotelSimulatorOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  readonly account?: { readonly sid: string; readonly apiKey: string; readonly apiToken: string };
  /** The same seed gives the same message ids and the same disorder. Default: random, since ids must not recur over restarts. */
  readonly seed?: number;
  /** Milliseconds between two statuses of a message. Default 50. */
  readonly stepMs?: number;
  /** Milliseconds a callback's receiver has. Default 15,000, as Exotel. */
  readonly callbackTimeoutMs?: number;
  /** Milliseconds between two attempts of a callback. Default 1,000. */
  readonly callbackRetryMs?: number;
  readonly now?: () => Date;
}

export interface ExotelSimulator {
  readonly url: string;
  readonly account: { readonly sid: string; readonly apiKey: string; readonly apiToken: string };
  /** The first chosen decides the next send, and so on; after them, `always`. */
  chooseNext(...outcomes: ExotelOutcome[]): void;
  /** Decides every send for which nothing was chosen. */
  always(outcome: ExotelOutcome): void;
  /** Newest first; of one phone (E.164) where given. */
  inbox(to?: string): SimulatedMessage[];
  /** Every accepted message, those that failed too, oldest first. */
  messages(): SimulatedMessage[];
  /** Oldest first. */
  journal(): JournalEntry[];
  /** Resolves when no status and no callback is outstanding. */
  settled(): Promise<void>;
  /** Forgets messages, journal and chosen outcomes, and cuts the requests that are being kept waiting. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a fake Exotel on 127.0.0.1 that speaks the SMS API of docs/rules-of-the-road.md. @throws when the port is taken. */
export async function startExotelSimulator(options: ExotelSimulatorOptions = {}): Promise<ExotelSimulator> {
  const now = options.now ?? ((): Date => new Date());
  const random = seeded(options.seed ?? randomInt(2 ** 31));
  const account = options.account ?? SIMULATED_ACCOUNT;
  const messages = new ExotelMessages(now);
  const outcomes = new ExotelOutcomes();
  const timing = {
    stepMs: options.stepMs ?? 50,
    answerWithinMs: options.callbackTimeoutMs ?? 15_000,
    retryAfterMs: options.callbackRetryMs ?? 1_000,
  };
  const callbacks = new StatusCallbacks(messages, timing, random, now);
  const waiting = new Set<FastifyReply>();
  const server = fastify({
    forceCloseConnections: true,
    bodyLimit: 64 * 1024,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );

  const cutWaiting = (): void => {
    for (const reply of waiting) reply.raw.destroy();
    waiting.clear();
  };

  const send = async (request: FastifyRequest<{ Params: { sid: string } }>, reply: FastifyReply): Promise<unknown> => {
    const rawBody = typeof request.body === 'string' ? request.body : '';
    const journal = (outcome: string, httpStatus: number | null, sid: string | null): void =>
      messages.record({
        direction: 'in',
        method: request.method,
        path: request.url,
        authorization: request.headers.authorization ?? null,
        contentType: request.headers['content-type'] ?? null,
        rawBody,
        outcome,
        httpStatus,
        sid,
      });
    const refuse = (httpStatus: number, message: string, outcome = 'refused'): FastifyReply => {
      journal(outcome, httpStatus, null);
      return reply.code(httpStatus).send({ RestException: { Status: httpStatus, Message: message } });
    };

    if (!isAuthorized(request.headers.authorization, account))
      return refuse(401, 'Authentication is required to access this resource');
    if (request.params.sid !== account.sid) return refuse(403, 'The account is not yours');
    const form = new URLSearchParams(rawBody);
    const fault = faultIn(form);
    if (fault !== null) return refuse(400, fault);

    const outcome = outcomes.take();
    if (outcome.kind === 'refuse') return refuse(outcome.httpStatus ?? 400, 'Refused as chosen', outcome.kind);

    const message = messages.accept({
      sid: Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join(''),
      from: form.get('From')!,
      to: form.get('To')!,
      body: form.get('Body')!,
      reference: form.get('CustomField'),
      fate: outcome.kind === 'fail' ? (outcome.status ?? 'failed') : null,
    });
    callbacks.start(message, outcome, form.get('StatusCallback'));

    switch (outcome.kind) {
      case 'timeout_after_effect':
      case 'drop_after_effect':
        journal(outcome.kind, null, message.sid);
        reply.hijack();
        if (outcome.kind === 'drop_after_effect') reply.raw.destroy();
        else waiting.add(reply);
        reply.raw.once('close', () => waiting.delete(reply));
        return reply;
      case 'error_after_effect': {
        const httpStatus = outcome.httpStatus ?? 503;
        journal(outcome.kind, httpStatus, message.sid);
        return reply.code(httpStatus).send({ RestException: { Status: httpStatus, Message: 'Internal Server Error' } });
      }
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, outcome.delayMs).unref());
    }
    journal(outcome.kind, 200, message.sid);
    if (outcome.kind === 'xml_reply') return reply.type('application/xml').send(xmlReply(message));
    const accepted = jsonReply(message, account.sid);
    return outcome.kind === 'answered_twice' ? answerTwice(reply, accepted) : accepted;
  };
  server.post('/v1/Accounts/:sid/Sms/send', send);
  server.post('/v1/Accounts/:sid/Sms/send.json', send);

  const reset = async (): Promise<void> => {
    cutWaiting();
    await callbacks.cancel();
    outcomes.reset();
    messages.reset();
  };
  addControlRoutes(server, {
    ...{ outcomes, kinds: OUTCOME_KINDS, fields: { status: { type: 'string', enum: FAILED_ENDS } }, reset },
    journal: () => ({ entries: messages.journal() }),
  });
  addInboxRoutes(server, messages);
  await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });

  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    account,
    chooseNext: (...chosen) => outcomes.choose(chosen),
    always: (outcome) => outcomes.choose([], outcome),
    inbox: (to) => messages.inbox(to),
    messages: () => messages.all(),
    journal: () => messages.journal(),
    settled: () => callbacks.settled(),
    reset,
    stop: async () => {
      cutWaiting();
      await callbacks.cancel();
      await server.close();
    },
  };
}

function addInboxRoutes(server: FastifyInstance, messages: ExotelMessages): void {
  server.get<{ Querystring: { to?: string } }>('/__sim/inbox', (request) => ({
    messages: messages.inbox(oneFilter(request)),
  }));
  server.get<{ Querystring: { to?: string } }>('/inbox', (request, reply) => {
    const filter = oneFilter(request);
    void reply.headers({
      'content-security-policy': INBOX_POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    return reply.type('text/html; charset=utf-8').send(inboxPage(messages.inbox(filter).slice(0, 200), filter));
  });
  server.get('/', (_request, reply) => reply.redirect('/inbox'));
}

function oneFilter(request: FastifyRequest<{ Querystring: { to?: string | string[] } }>): string | undefined {
  return phoneFilter([request.query.to].flat()[0]);
}

function isAuthorized(header: string | undefined, account: { apiKey: string; apiToken: string }): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${account.apiKey}:${account.apiToken}`).toString('base64')}`);
  const given = Buffer.from(header ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** What Exotel would refuse, and what the Indian DLT rules make it drop; null when the form is in order. */
function faultIn(form: URLSearchParams): string | null {
  const twice = [...new Set(form.keys())].find((name) => form.getAll(name).length > 1);
  if (twice !== undefined) return `Invalid Parameters: ${twice} is given twice`;
  const missing = ['From', 'To', 'Body', 'DltEntityId', 'DltTemplateId'].find((name) => !form.get(name));
  if (missing !== undefined) return `Invalid Parameters: ${missing} is mandatory`;
  if (!/^\+[1-9][0-9]{7,14}$/.test(form.get('To')!)) return 'Invalid Recipient';
  if (form.get('Body')!.length > 2_000) return 'Invalid Parameters: Body is longer than 2000 characters';
  if (form.get('SmsType') !== 'transactional') return 'Invalid Parameters: SmsType must be transactional';
  if (form.get('Priority') !== 'high') return 'Invalid Parameters: Priority must be high';
  const callback = form.get('StatusCallback');
  if (callback !== null && !URL.canParse(callback)) return 'Invalid Parameters: StatusCallback is not a URL';
  return null;
}

function jsonReply(message: SimulatedMessage, accountSid: string): object {
  return {
    SMSMessage: {
      Sid: message.sid,
      AccountSid: accountSid,
      From: message.from,
      To: message.to,
      DateCreated: message.acceptedAt,
      Body: message.body,
      Direction: 'outbound-api',
      Status: 'queued',
      DetailedStatus: detailedStatus('queued'),
    },
  };
}

function xmlReply(message: SimulatedMessage): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<TwilioResponse>\n <SMSMessage>\n  <Sid>${message.sid}</Sid>\n  <Status>queued</Status>\n </SMSMessage>\n</TwilioResponse>\n`;
}

/** mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
