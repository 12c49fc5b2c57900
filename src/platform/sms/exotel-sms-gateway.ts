import { SmsGateway, type SmsMessage, SmsOutcomeUnknown, type SmsRefusal, SmsRefused } from './sms-gateway';

export interface ExotelOptions {
  /** `https://api.in.exotel.com`; plain http is accepted for a simulator on loopback only. */
  readonly baseUrl: string;
  readonly sid: string;
  readonly apiKey: string;
  readonly apiToken: string;
  /** The sender id registered on DLT. */
  readonly sender: string;
  readonly dltEntityId: string;
  readonly dltTemplateId: string;
  /** For the whole call, in milliseconds. */
  readonly timeoutMs: number;
  /** Where Exotel posts status changes. It signs nothing, so the path must hold a secret. None is asked for when absent. */
  readonly statusCallbackUrl?: string;
}

/** Exotel's SMS API v1 (docs/rules-of-the-road.md). */
export class ExotelSmsGateway extends SmsGateway {
  // Private to the instance, so that neither inspection nor a log of the gateway shows the credentials.
  readonly #endpoint: string;
  readonly #authorization: string;
  readonly #options: ExotelOptions;

  /** @throws Error when the base URL would carry the credentials over plain http to another machine. */
  constructor(options: ExotelOptions) {
    super();
    const base = new URL(options.baseUrl);
    const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(base.hostname);
    if (base.protocol !== 'https:' && !(base.protocol === 'http:' && isLoopback)) {
      throw new Error('The Exotel base URL must be https, or http on loopback for the simulator.');
    }
    this.#endpoint = `${base.href.replace(/\/+$/, '')}/v1/Accounts/${encodeURIComponent(options.sid)}/Sms/send`;
    this.#authorization = `Basic ${Buffer.from(`${options.apiKey}:${options.apiToken}`).toString('base64')}`;
    this.#options = options;
  }

  override async send(message: SmsMessage): Promise<{ providerMessageId: string }> {
    const { to, body, reference } = message;
    if (!/^\+[1-9][0-9]{7,14}$/.test(to))
      throw new SmsRefused('rejected', reference, 'the phone number is not in E.164.');
    if (body.length < 1 || body.length > 2_000)
      throw new SmsRefused('rejected', reference, 'the text must have 1 to 2000 characters.');

    let status: number;
    let text: string;
    try {
      const response = await fetch(this.#endpoint, {
        method: 'POST',
        headers: { authorization: this.#authorization, accept: 'application/json' },
        body: this.#form(message),
        // Following a redirect would hand the credentials and the text to whoever is named in it.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#options.timeoutMs),
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      throw this.#withoutAnswer(error, reference);
    }
    return { providerMessageId: readAnswer(status, text, reference) };
  }

  #form({ to, body, reference }: SmsMessage): URLSearchParams {
    const { sender, dltEntityId, dltTemplateId, statusCallbackUrl } = this.#options;
    return new URLSearchParams({
      From: sender,
      To: to,
      Body: body,
      DltEntityId: dltEntityId,
      DltTemplateId: dltTemplateId,
      SmsType: 'transactional',
      Priority: 'high',
      ...(statusCallbackUrl === undefined ? {} : { StatusCallback: statusCallbackUrl }),
      CustomField: reference,
    });
  }

  #withoutAnswer(error: unknown, reference: string): SmsRefused | SmsOutcomeUnknown {
    if (error instanceof DOMException && error.name === 'TimeoutError') {
      return new SmsOutcomeUnknown(reference, `no answer within ${this.#options.timeoutMs} ms.`);
    }
    const cause = (error as { cause?: unknown }).cause;
    const code = (cause as { code?: string } | undefined)?.code ?? 'no code';
    return neverConnected(cause)
      ? new SmsRefused('unreachable', reference, `Exotel could not be reached (${code}).`)
      : new SmsOutcomeUnknown(reference, `the connection broke (${code}).`);
  }
}

/** True only where no byte of the request can have left: the name did not resolve, or no connection came about. */
function neverConnected(cause: unknown): boolean {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(neverConnected);
  const { code, syscall } = (cause ?? {}) as { code?: string; syscall?: string };
  return syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT';
}

/**
 * Judges by the HTTP status, as Exotel asks integrators to. The answer's own text is never passed on, since it may repeat
 * the number or the message.
 */
function readAnswer(status: number, text: string, reference: string): string {
  if (status >= 500 || status === 408) throw new SmsOutcomeUnknown(reference, `Exotel answered ${status}.`);
  if (status >= 300) throw new SmsRefused(refusalOf(status), reference, `Exotel answered ${status}.`);
  const { sid, state } = readMessage(text);
  if (['failed', 'expired', 'undelivered'].includes(state)) {
    throw new SmsRefused('rejected', reference, `Exotel took it and reported it ${state} at once.`);
  }
  if (sid === null) throw new SmsOutcomeUnknown(reference, `Exotel answered ${status} without a message id.`);
  return sid;
}

function refusalOf(status: number): SmsRefusal {
  if (status === 401 || status === 403) return 'credentials';
  return status === 429 ? 'throttled' : 'rejected';
}

/** Exotel answers in XML where it overlooks that JSON was asked for; an accepted message must not be called unknown for that. */
function readMessage(text: string): { sid: string | null; state: string } {
  let sid: unknown;
  let state: unknown;
  try {
    const message = (JSON.parse(text) as { SMSMessage?: { Sid?: unknown; Status?: unknown } } | null)?.SMSMessage;
    sid = message?.Sid;
    state = message?.Status;
  } catch {
    sid = /<Sid>([^<]+)<\/Sid>/.exec(text)?.[1];
    const message = text.slice(Math.max(0, text.indexOf('<SMSMessage>')));
    state = [...message.matchAll(/<Status>([^<]+)<\/Status>/g)].at(-1)?.[1];
  }
  return {
    sid: typeof sid === 'string' && sid !== '' ? sid : null,
    state: typeof state === 'string' ? state.toLowerCase() : '',
  };
}
