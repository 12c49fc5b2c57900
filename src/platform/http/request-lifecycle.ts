import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { DomainError } from '../errors/domain-error';
import { type CallContext, callContext } from '../telemetry/call-context';
import type { StructuredLogger } from '../telemetry/logger';
import type { Metrics } from '../telemetry/metrics';
import type { Shutdown } from './shutdown';

declare module 'fastify' {
  interface FastifyRequest {
    callContext: CallContext | null;
  }
}

export const REQUEST_ID_HEADER = 'x-request-id';
export const CORRELATION_ID_HEADER = 'x-correlation-id';

/** What an id from outside may look like: short enough to store and free of anything a log or a header could trip over. */
const SANE_ID = /^[A-Za-z0-9._-]{1,64}$/;

export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  return saneId(request.headers[REQUEST_ID_HEADER]) ?? uuidv7();
}

function saneId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && SANE_ID.test(header) ? header : undefined;
}

/** Runs each request in its call context, echoes its ids, counts it, and writes its one line in the access log. */
export function followRequests(
  fastify: FastifyInstance,
  log: StructuredLogger,
  metrics: Metrics,
  shutdown: Shutdown,
): void {
  fastify.decorateRequest('callContext', null);

  fastify.addHook('onRequest', (request, reply, done) => {
    const correlationId = saneId(request.headers[CORRELATION_ID_HEADER]) ?? request.id;
    const context: CallContext = {
      requestId: request.id,
      correlationId,
      causationId: null,
      address: request.ip,
      actor: { type: 'anonymous', id: null },
      organizationId: null,
    };
    request.callContext = context;
    reply.header(REQUEST_ID_HEADER, request.id);
    reply.header(CORRELATION_ID_HEADER, correlationId);
    callContext.run(context, done);
  });

  fastify.addHook('onRequest', (request, reply, done) => {
    if (!shutdown.begun || request.routeOptions.config.answersDuringShutdown) return done();
    reply.header('connection', 'close');
    done(
      new DomainError('unavailable', 'shutting_down', 'This process is shutting down. Try again; another will answer.'),
    );
  });

  // Else a client that keeps its connection alive would keep the closing server waiting.
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (shutdown.begun) reply.header('connection', 'close');
    done(null, payload);
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request);
    // A refusal of such a route is an answer like any other.
    const isStream = request.routeOptions.config.isLongLived === true && reply.raw.statusCode === 200;
    if (!isStream) metrics.observeRequest(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    log.access({
      method: request.method,
      route,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 100) / 100,
      requestId: request.id,
      userId: request.callContext?.actor.id ?? null,
    });
    done();
  });
}

/** The template, so that ids neither enter the log nor multiply the metrics. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unmatched';
}

/** For requests that never became one: Node could not read what came over the connection. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, title, code, detail] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'Request Header Fields Too Large', 'headers_too_large', 'The headers of the request are too large.']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Request Timeout', 'request_timeout', 'The request did not arrive in time.']
        : [400, 'Bad Request', 'malformed_request', 'What was sent is not an HTTP request.'];
  const requestId = uuidv7();
  const body = JSON.stringify({
    type: `urn:cabstand:problem:${code}`,
    title,
    status,
    detail,
    code,
    instance: '',
    requestId,
  });
  if (!socket.writable) return void socket.destroy();
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `${REQUEST_ID_HEADER}: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}
