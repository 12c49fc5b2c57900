import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KindName, Ledger, Session, Write } from './ledger';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
  readonly isReplayed: boolean;
}

const PATIENCE_MS = 15_000;
const PAUSE_MS = { least: 100, most: 400 };
/** Asked again with the same key, these become an answer in the end. */
const PASSING_CODES = new Set(['request_in_progress', 'rate_limited']);

/** Sends as an app does: a write is sent again under its key until it is answered, however often the wire breaks. */
export class Caller {
  private isClosing = false;
  /** Writes that were sent and are not answered yet, each at one of its tries. */
  private readonly sent = new Set<Write>();
  round = 0;

  constructor(
    private readonly url: string,
    readonly ledger: Ledger,
  ) {}

  /** What is under way gives up at its next failure; nothing new should be begun. */
  close(): void {
    this.isClosing = true;
  }

  reopen(round: number): void {
    this.round = round;
    this.isClosing = false;
  }

  get underWay(): readonly Write[] {
    return [...this.sent];
  }

  /** Null where nobody answered before the round was over. */
  async write<T>(session: Session, kind: KindName, path: string, body?: object | string): Promise<Answer<T> | null> {
    const write = this.ledger.open(kind, randomUUID(), session, path, body, this.round);
    for (;;) {
      write.tries++;
      this.sent.add(write);
      const answer = await this.send<T>(write).catch(() => null);
      this.sent.delete(write);
      if (answer && isFinal(answer)) {
        write.outcome = answer.status < 300 ? 'acknowledged' : 'refused';
        write.status = answer.status;
        write.answer = answer.body;
        return answer;
      }
      if (this.isClosing) return null;
      await sleep(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
    }
  }

  /** One try of a write, under its own key. @throws Error where nobody answers */
  send<T>({ session, path, body, key }: Write): Promise<Answer<T>> {
    return this.call<T>(session, 'POST', path, body, { 'idempotency-key': key, 'x-correlation-id': key });
  }

  /** One try, with no key. Null where it is not answered with success. */
  async try<T>(session: Session, method: 'GET' | 'POST', path: string, body?: object | Buffer): Promise<T | null> {
    const answer = await this.call<T>(session, method, path, body).catch(() => null);
    return answer && answer.status < 300 ? answer.body : null;
  }

  /** @throws Error where nobody answers */
  async call<T>(
    session: Session,
    method: string,
    path: string,
    body?: object | Buffer | string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...(session.token && { authorization: `Bearer ${session.token}` }), ...contentType(body), ...headers },
      body: payload(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    const isReplayed = response.headers.get('idempotency-replayed') === 'true';
    const answer = { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T, isReplayed };
    // Whatever breaks around it, the service knows a database that is away from a fault of its own.
    if (answer.status >= 500 && answer.status !== 503)
      this.ledger.astonishing.push(`${method} ${path} was answered ${answer.status}: ${text.slice(0, 300)}`);
    return answer;
  }
}

function isFinal({ status, body }: Answer): boolean {
  return status < 500 && !PASSING_CODES.has((body as { code?: string } | null)?.code ?? '');
}

function contentType(body: object | Buffer | string | undefined): Record<string, string> {
  if (body === undefined) return {};
  if (typeof body === 'string') return { 'content-type': 'text/csv' };
  return { 'content-type': Buffer.isBuffer(body) ? 'image/png' : 'application/json' };
}

function payload(body: object | Buffer | string | undefined): string | Uint8Array<ArrayBuffer> | undefined {
  if (body === undefined || typeof body === 'string') return body;
  return Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body);
}
