import type { TestApplication } from '../support/application';
import type { Described } from './api';
import type { Fixture } from './expectation';
import type { Person } from './people';
import type { Seen, Terms, WatchedDatabase } from './watched-database';

export interface CellAnswer {
  readonly status: number;
  /** Of a problem. */
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly text: string;
  /** What was sent, as text: what an answer may repeat. */
  readonly sent: string;
  readonly seen: Seen;
}

/** One operation called by one person, over HTTP. */
export async function callCell(
  application: TestApplication,
  database: WatchedDatabase,
  terms: Terms,
  operation: Described,
  fixture: Fixture,
  person: Person | null,
): Promise<CellAnswer> {
  const { requestId, seen } = database.admit(terms);
  const path = pathOf(operation, fixture);
  const body = fixture.bodyOf ? fixture.bodyOf(person) : fixture.body;
  const bytes = Buffer.isBuffer(body) ? new Uint8Array(body) : undefined;
  const json = bytes || body === undefined ? undefined : JSON.stringify(body);
  const abort = new AbortController();
  const response = await fetch(application.url + path, {
    method: operation.method,
    headers: {
      'x-request-id': requestId,
      ...(person && { authorization: `Bearer ${person.accessToken}`, ...person.headers }),
      ...(body !== undefined && { 'content-type': fixture.contentType ?? 'application/json' }),
    },
    body: bytes ?? json,
    signal: abort.signal,
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  const text = isStream ? '' : await response.text();
  if (isStream) abort.abort();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  const problem = isProblem ? (JSON.parse(text) as { code: string; detail: string }) : null;
  const sent = `${path} ${json ?? ''}`;
  return { status: response.status, code: problem?.code, detail: problem?.detail, text, sent, seen };
}

/** @throws Error naming the path parameter that the fixture does not say. */
function pathOf(operation: Described, fixture: Fixture): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fixture.path?.[name];
    if (value === undefined) throw new Error(`The fixture of ${operation.id} says no ${name}.`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(fixture.query).toString();
  return query === '' ? path : `${path}?${query}`;
}
