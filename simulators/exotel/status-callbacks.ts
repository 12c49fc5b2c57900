import { setMaxListeners } from 'node:events';
import type { ExotelMessages, SimulatedMessage } from './exotel-messages';
import { DELIVERY_FLOW, type ExotelOutcome, type MessageStatus } from './exotel-outcomes';

export interface CallbackTiming {
  /** Between two statuses of one message. */
  readonly stepMs: number;
  /** How long the receiver has to answer 200. Exotel: 15,000. */
  readonly answerWithinMs: number;
  readonly retryAfterMs: number;
}

/** Exotel gives up after the first attempt and two more. */
const ATTEMPTS = 3;

/** Walks each accepted message through its statuses and posts each status to the sender's StatusCallback. */
export class StatusCallbacks {
  private readonly flows = new Set<Promise<void>>();
  private cancelled = newCancellation();

  constructor(
    private readonly messages: ExotelMessages,
    private readonly timing: CallbackTiming,
    private readonly random: () => number,
    private readonly now: () => Date,
  ) {}

  start(message: SimulatedMessage, outcome: ExotelOutcome, callbackUrl: string | null): void {
    const flow = this.walk(message, outcome, callbackUrl, this.cancelled.signal).finally(() => this.flows.delete(flow));
    this.flows.add(flow);
  }

  /** Resolves when every message has reached its end and every callback has been answered or given up. */
  async settled(): Promise<void> {
    while (this.flows.size > 0) await Promise.all(this.flows);
  }

  async cancel(): Promise<void> {
    this.cancelled.abort();
    await this.settled();
    this.cancelled = newCancellation();
  }

  private async walk(
    message: SimulatedMessage,
    outcome: ExotelOutcome,
    url: string | null,
    signal: AbortSignal,
  ): Promise<void> {
    const flow: MessageStatus[] = DELIVERY_FLOW.slice(1, -1);
    flow.push(message.fate ?? 'delivered');
    const held: MessageStatus[] = [];
    for (const status of flow) {
      if (!(await pause(this.timing.stepMs, signal))) return;
      message.status = status;
      if (url === null) continue;
      if (outcome.kind === 'reorder') held.push(status);
      else await this.post(message, status, url, signal);
      if (outcome.kind === 'duplicate_callback') await this.post(message, status, url, signal);
    }
    for (const status of this.disordered(held)) await this.post(message, status, url!, signal);
  }

  private async post(
    message: SimulatedMessage,
    status: MessageStatus,
    url: string,
    signal: AbortSignal,
  ): Promise<void> {
    const rawBody = new URLSearchParams({
      SmsSid: message.sid,
      To: message.to,
      Status: status,
      DetailedStatus: detailedStatus(status),
      SmsUnits: String(Math.ceil(message.body.length / 160)),
      DateSent: this.now().toISOString(),
      ...(message.reference === null ? {} : { CustomField: message.reference }),
    }).toString();
    for (let attempt = 1; attempt <= ATTEMPTS && !signal.aborted; attempt++) {
      const httpStatus = await this.attempt(url, rawBody, signal);
      if (signal.aborted) return;
      this.messages.record({ direction: 'out', url, rawBody, attempt, httpStatus, sid: message.sid });
      if (httpStatus === 200) return;
      if (attempt < ATTEMPTS) await pause(this.timing.retryAfterMs, signal);
    }
  }

  private async attempt(url: string, rawBody: string, signal: AbortSignal): Promise<number | null> {
    // A simulator must not become a way to post to other machines.
    if (!isOnLoopback(url)) return null;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: rawBody,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.timing.answerWithinMs)]),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return null;
    }
  }

  /** The end first, so that it is out of order whatever the seed; the rest shuffled. */
  private disordered(statuses: readonly MessageStatus[]): MessageStatus[] {
    const rest = [...statuses];
    const last = rest.pop();
    for (let i = rest.length - 1; i > 0; i--) {
      const j = Math.floor(this.random() * (i + 1));
      [rest[i], rest[j]] = [rest[j]!, rest[i]!];
    }
    return last === undefined ? [] : [last, ...rest];
  }
}

export function detailedStatus(status: MessageStatus): string {
  return status === 'queued'
    ? 'PENDING_TO_OPERATOR'
    : status === 'delivered'
      ? 'DELIVERED_TO_HANDSET'
      : status.toUpperCase();
}

function isOnLoopback(url: string): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return (
    parsed !== null && parsed.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname)
  );
}

/** False when the wait was cut short. */
function pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const stop = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve(true);
    }, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** Every message under way listens to it: that many are no leak, and Node is told so. */
function newCancellation(): AbortController {
  const cancelled = new AbortController();
  setMaxListeners(0, cancelled.signal);
  return cancelled;
}
