import type { AddressInfo } from 'node:net';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { answerTwice } from '../answer-twice';
import { addControlRoutes } from '../control-routes';
import { bankAccount, drivingLicence, type Finding, type Found, registrationCertificate } from './register';
import { OUTCOME_KINDS, type VerificationOutcome, VerificationOutcomes } from './verification-outcomes';

/** The journal keeps the newest and forgets the oldest, so that a simulator can run for weeks. */
const KEPT = 10_000;

export const SIMULATED_CLIENT = { clientId: 'simulated-client', clientSecret: 'simulated-secret' } as const;

export interface VerificationJournalEntry {
  readonly number: number;
  readonly at: string;
  readonly path: string;
  readonly requestId: string;
  /** What was asked, as it came. */
  readonly body: unknown;
  /** `repeated`: answered from what was found out before. */
  readonly outcome: string;
  /** Null: no answer was sent. */
  readonly httpStatus: number | null;
}

export interface VerificationSimulator {
  readonly url: string;
  /** The first chosen decides the next request that is not a repeated one, and so on; after them, `always`. */
  chooseNext(...outcomes: VerificationOutcome[]): void;
  /** Decides every request for which nothing was chosen. */
  always(outcome: VerificationOutcome): void;
  /** Oldest first. */
  journal(): VerificationJournalEntry[];
  /** How many checks were made, which is what the provider bills: the same request id counts once. */
  checks(): number;
  /** Forgets the journal, the chosen outcomes and what was found out. */
  reset(): void;
  stop(): Promise<void>;
}

type Ask = FastifyRequest<{ Body: Record<string, unknown> }>;
type Register = (asked: Record<string, unknown>, finding: Finding, reference: number, name?: string) => Found['body'];

/**
 * Starts a fake Secure ID on 127.0.0.1 (docs/rules-of-the-road.md). What it once found out about a request id it answers again,
 * whatever is chosen by then. @throws when the port is taken.
 */
export async function startVerificationSimulator({ port = 0 } = {}): Promise<VerificationSimulator> {
  const outcomes = new VerificationOutcomes();
  const found = new Map<string, Found>();
  const undecided = new Set<string>();
  let entries: VerificationJournalEntry[] = [];
  let count = 0;
  const server = fastify({ forceCloseConnections: true });
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/__sim')) return;
    const { 'x-client-id': id, 'x-client-secret': secret } = request.headers;
    if (id !== SIMULATED_CLIENT.clientId || secret !== SIMULATED_CLIENT.clientSecret)
      return reply.code(401).send({ type: 'authentication_error', message: 'Invalid clientId and clientSecret' });
  });

  const check = (path: string, fields: readonly string[], register: Register): void => {
    server.post(path, async (request: Ask, reply: FastifyReply) => {
      const { body } = request;
      const requestId = String(request.headers['x-idempotency-key'] ?? body.verification_id ?? '');
      const record = (outcome: string, httpStatus: number | null): void => {
        entries.push({ number: ++count, at: new Date().toISOString(), path, requestId, body, outcome, httpStatus });
        if (entries.length > KEPT) entries.splice(0, KEPT / 10);
      };
      const missing = ['x-idempotency-key', ...fields].filter((field) => !(body[field] ?? request.headers[field]));
      if (missing.length > 0) {
        record('incomplete', 400);
        return reply.code(400).send({ type: 'validation_error', message: `${missing.join(', ')} missing` });
      }
      const findOut = (finding: Finding, name?: string): Found['body'] => {
        const known = found.get(requestId) ?? { reference: found.size + 1, body: {} };
        if (!found.has(requestId))
          found.set(requestId, { ...known, body: register(body, finding, known.reference, name) });
        return found.get(requestId)!.body;
      };
      if (found.has(requestId)) {
        record('repeated', 200);
        return findOut('agrees');
      }
      const outcome: VerificationOutcome = undecided.delete(requestId) ? { kind: 'agrees' } : outcomes.take();
      switch (outcome.kind) {
        case 'error':
          record(outcome.kind, outcome.httpStatus ?? 503);
          return reply
            .code(outcome.httpStatus ?? 503)
            .type('text/html')
            .send('<html>upstream is down</html>');
        case 'rubbish':
          record(outcome.kind, 200);
          return { status: 'MAYBE', account_status: 7 };
        case 'undecided':
          undecided.add(requestId);
          record(outcome.kind, 200);
          return { verification_id: requestId, reference_id: 0, status: 'RECEIVED', account_status: 'RECEIVED' };
        case 'silent':
          findOut('agrees');
          record(outcome.kind, null);
          return reply.hijack();
        case 'answered_twice':
          record(outcome.kind, 200);
          return answerTwice(reply, findOut('agrees'));
        case 'drop':
          record(outcome.kind, null);
          reply.hijack();
          reply.raw.destroy();
          return reply;
        case 'delay': {
          // Found out at once and told late: who has given up by then, or begun anew, changes nothing.
          const late = findOut('agrees');
          record(outcome.kind, 200);
          await new Promise((resolve) => setTimeout(resolve, outcome.delayMs).unref());
          return late;
        }
      }
      record(outcome.kind, 200);
      return findOut(outcome.kind, outcome.name);
    });
  };
  check('/bank-account/sync', ['bank_account', 'ifsc', 'name'], bankAccount);
  check('/vehicle-rc', ['verification_id', 'vehicle_number'], registrationCertificate);
  check('/driving-license', ['verification_id', 'dl_number'], drivingLicence);

  const reset = (): void => {
    outcomes.reset();
    found.clear();
    undecided.clear();
    entries = [];
    count = 0;
  };
  addControlRoutes(server, {
    ...{ outcomes, kinds: OUTCOME_KINDS, fields: { name: { type: 'string', maxLength: 100 } }, reset },
    journal: () => ({ entries, checks: found.size }),
  });
  await server.listen({ host: '127.0.0.1', port });
  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    chooseNext: (...chosen) => outcomes.choose(chosen),
    always: (outcome) => outcomes.choose([], outcome),
    journal: () => [...entries],
    checks: () => found.size,
    reset,
    stop: () => server.close(),
  };
}
