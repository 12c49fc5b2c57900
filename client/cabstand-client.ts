import { randomUUID } from 'node:crypto';
import { createPathBasedClient, type PathBasedClient } from 'openapi-fetch';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

/** An answer that is an error. Decide on `code`. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(
    readonly problem: Problem,
    request: Request,
  ) {
    super(`${request.method} ${new URL(request.url).pathname}: ${problem.status} ${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.status = problem.status;
    this.code = problem.code;
  }
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface CabstandClientOptions {
  /** `http://127.0.0.1:3000` */
  readonly baseUrl: string;
  readonly tokens?: Tokens;
  /** Told of each rotation: a refresh token serves once, and using it again ends the session. */
  readonly onTokens?: (tokens: Tokens) => void;
  /** Sent with every request; `cabstand-organization` for a super admin. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** How often a request is sent again after a 503. */
const RETRIES = 3;
const LONGEST_WAIT_SECONDS = 5;

/**
 * The API, typed by its own description: `await dataOf(client.api['/v1/rides'].POST({ body }))`. Every POST carries an
 * idempotency key, an expired access token is refreshed behind the scenes, a 503 is tried again, and an error is thrown as
 * a `ProblemError`.
 */
export class CabstandClient {
  readonly api: PathBasedClient<paths>;
  private tokens: Tokens | null;
  private refreshing: Promise<void> | null = null;

  constructor(private readonly options: CabstandClientOptions) {
    this.tokens = options.tokens ?? null;
    this.api = createPathBasedClient<paths>({ baseUrl: options.baseUrl, fetch: (request) => this.send(request) });
  }

  /** After a login. */
  use(tokens: Tokens): void {
    this.tokens = tokens;
    this.options.onTokens?.(tokens);
  }

  private async send(request: Request): Promise<Response> {
    for (const [name, value] of Object.entries(this.options.headers ?? {})) request.headers.set(name, value);
    if (request.method === 'POST' && !request.headers.has('idempotency-key'))
      request.headers.set('idempotency-key', randomUUID());
    const answer = await this.sendRefreshed(request);
    if (answer.ok) return answer;
    throw new ProblemError(await problemOf(answer), request);
  }

  private async sendRefreshed(request: Request): Promise<Response> {
    const used = this.tokens;
    const answer = await this.sendPatiently(request);
    if (answer.status !== 401 || !used || (await problemOf(answer.clone())).code !== 'token_expired') return answer;
    if (this.tokens === used) await this.refreshOnce(used.refreshToken);
    return this.sendPatiently(request);
  }

  private async sendPatiently(request: Request): Promise<Response> {
    if (this.tokens) request.headers.set('authorization', `Bearer ${this.tokens.accessToken}`);
    for (let attempt = 0; ; attempt++) {
      // A body is read once: what is sent is a copy.
      const answer = await this.fetch(request.clone());
      if (answer.status !== 503 || attempt === RETRIES || !(await isSafeAgain(request, answer))) return answer;
      const seconds = Math.min(Number(answer.headers.get('retry-after')) || 1, LONGEST_WAIT_SECONDS);
      await answer.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }

  /** However many requests find the token expired at once. */
  private refreshOnce(refreshToken: string): Promise<void> {
    this.refreshing ??= this.refresh(refreshToken).finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  private async refresh(refreshToken: string): Promise<void> {
    const request = new Request(`${this.options.baseUrl}/v1/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
    });
    const answer = await this.fetch(request);
    if (!answer.ok) throw new ProblemError(await problemOf(answer), request);
    this.use((await answer.json()) as Tokens);
  }

  private fetch(request: Request): Promise<Response> {
    return this.options.fetch ? this.options.fetch(request) : fetch(request);
  }
}

/**
 * A look changes nothing, and the POST of who is logged in has its key, which the service keeps by caller; of anything else it
 * must know that nothing was done.
 */
async function isSafeAgain({ method, headers }: Request, refusal: Response): Promise<boolean> {
  const isOnceByItself = ['GET', 'HEAD'].includes(method) || (method === 'POST' && headers.has('authorization'));
  return isOnceByItself || (await problemOf(refusal.clone())).code !== 'outcome_unknown';
}

/** What a call answers with; errors are thrown, so there is always something (`undefined` for a 204). */
export async function dataOf<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await call).data as NonNullable<T>;
}

/** What is between the client and the service may answer with anything. */
async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text();
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.code === 'string') return problem;
  } catch {
    // Not a problem document: it is reported as text below.
  }
  return {
    type: 'about:blank',
    title: answer.statusText,
    status: answer.status,
    detail: text.slice(0, 500),
    code: 'unknown',
    instance: answer.url,
    requestId: answer.headers.get('x-request-id') ?? '',
  };
}
