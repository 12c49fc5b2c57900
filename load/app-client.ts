import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
  /** As it came. */
  readonly text: string;
  /** Which process answered, where something in between says so. */
  readonly servedBy: string | null;
  /** The service says that it gave the answer of an earlier request with the same key. */
  readonly isReplay: boolean;
}

export interface Sent {
  readonly body?: object;
  /** Of a POST that changes business state: however often it is sent, it takes effect once. */
  readonly key?: string;
}

/** The service has said no, and would again. */
export class Refused extends Error {
  constructor(
    what: string,
    readonly status: number,
    readonly code: string,
    text: string,
  ) {
    super(`${what}: ${status} ${text.slice(0, 300)}`);
  }
}

/** Nobody has said whether it was done. */
export class Unanswered extends Error {}

const AGAIN = new Set([502, 503, 504]);
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Asks as the apps do: whoever gets no answer, or hears that the service is away for the moment, sends the same again with
 * the same key until his patience ends. The leanest there is, since it shares the machine with what it measures.
 */
export class AppClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 512 });
  private readonly host: URL;
  /** Sendings beyond the first. */
  sentAgain = 0;

  constructor(
    url: string,
    private readonly patienceMs: number,
  ) {
    this.host = new URL(url);
  }

  /** @throws Refused, Unanswered */
  async call<T>(method: string, path: string, token: string, sent: Sent = {}): Promise<Answer<T>> {
    const end = performance.now() + this.patienceMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const why = await this.try<T>(method, path, token, sent);
      if (typeof why !== 'string') return why;
      if (performance.now() + pauseMs > end) throw new Unanswered(`${method} ${path}: ${why}`);
      this.sentAgain++;
      await sleep(pauseMs);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  /** @returns the answer, or why to ask again */
  private async try<T>(method: string, path: string, token: string, sent: Sent): Promise<Answer<T> | string> {
    let answer: Answer<T>;
    try {
      answer = await this.send<T>(method, path, token, sent);
    } catch (error) {
      return String(error);
    }
    if (answer.status < 300) return answer;
    const code = /"code":"([a-z_]+)"/.exec(answer.text)?.[1] ?? '';
    // Its first sending may be under way still, in the process that does not answer.
    if (AGAIN.has(answer.status) || code === 'request_in_progress') return `${answer.status} ${code}`;
    throw new Refused(`${method} ${path}`, answer.status, code, answer.text);
  }

  private send<T>(method: string, path: string, token: string, { body, key }: Sent): Promise<Answer<T>> {
    const payload = body && Buffer.from(JSON.stringify(body));
    const headers: Record<string, string | number> = { authorization: `Bearer ${token}` };
    if (payload) Object.assign(headers, { 'content-type': 'application/json', 'content-length': payload.length });
    if (key) headers['idempotency-key'] = key;
    const { hostname, port } = this.host;
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent: this.agent, hostname, port, method, path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('aborted', () => reject(new Error('the answer broke off')));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          const served = incoming.headers['x-served-by'];
          resolve({
            status: incoming.statusCode!,
            body: (isJson(incoming.headers['content-type']) && text !== '' ? JSON.parse(text) : undefined) as T,
            text,
            servedBy: typeof served === 'string' ? served : null,
            isReplay: incoming.headers['idempotency-replayed'] === 'true',
          });
        });
      });
      outgoing.setTimeout(this.patienceMs, () => outgoing.destroy(new Error('no answer in time')));
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }
}

function isJson(type: string | undefined): boolean {
  return type?.startsWith('application/json') ?? false;
}
