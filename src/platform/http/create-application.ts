import { type DynamicModule, Logger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessTokens } from '../auth/access-tokens';
import { ORGANIZATION_HEADER } from '../auth/jwt.strategy';
import { StructuredLogger } from '../telemetry/logger';
import { Metrics } from '../telemetry/metrics';
import { addBodyParsers } from './body-parsers';
import type { HttpSettings } from './http-settings';
import { serveOpenApi } from './openapi';
import { answerWithProblem } from './problem.filter';
import { limitRates } from './rate-limits';
import {
  answerUnreadable,
  CORRELATION_ID_HEADER,
  followRequests,
  REQUEST_ID_HEADER,
  requestIdOf,
} from './request-lifecycle';
import { sendSecurityHeaders } from './security-headers';
import { Shutdown } from './shutdown';

/** Longer than any id and any signed link, shorter than anything worth parsing. */
const MAX_PATH_PARAMETER_LENGTH = 512;
/** How long a caller is waited for. */
export interface Patience {
  /** For a whole request to arrive, headers and body, from its first byte; of a new connection, from its beginning. */
  readonly requestMilliseconds: number;
  /** Between two looks at who is late, so that he has as much more at most. Node's own is half a minute. */
  readonly lookEveryMilliseconds: number;
}

const PATIENCE: Patience = { requestMilliseconds: 30_000, lookEveryMilliseconds: 5_000 };
/** Longer than the idle timeout of common load balancers, so that they close first. */
const KEEP_ALIVE_MILLISECONDS = 72_000;

/** The application over `module`, which imports `HttpPlatformModule`, as production runs it and as tests should. Not yet listening. */
export async function createApplication(
  module: Type | DynamicModule,
  settings: HttpSettings,
  log = new StructuredLogger(settings.logLevel),
  { requestMilliseconds, lookEveryMilliseconds }: Patience = PATIENCE,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: settings.bodyLimitBytes,
    trustProxy: trustOf(settings.trustProxy),
    requestTimeout: requestMilliseconds,
    // Fastify sets its own on a server that is there already, whose headers Node by then gives 60 s; and of two times that
    // are not in order Node takes the longer for the whole request.
    http: {
      requestTimeout: requestMilliseconds,
      headersTimeout: requestMilliseconds,
      connectionsCheckingInterval: lookEveryMilliseconds,
    },
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_LENGTH },
    genReqId: requestIdOf,
    clientErrorHandler: answerUnreadable,
    // What the router itself refuses never reaches the filter.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      answerWithProblem(error, request, reply, new Logger('Http')),
    // The hook of followRequests answers while closing, as a problem.
    return503OnClosing: false,
    // Nothing here is an Express middleware, and middie costs each request.
    skipMiddie: true,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: log,
    bodyParser: false,
    abortOnError: false,
  });
  const fastify = adapter.getInstance();

  followRequests(fastify, log, app.get(Metrics), app.get(Shutdown));
  await sendSecurityHeaders(fastify);
  if (settings.corsOrigins.length > 0) allowOrigins(app, settings.corsOrigins);
  await limitRates(fastify, settings.rateLimitPerMinute, app.get(AccessTokens));
  addBodyParsers(fastify, app.get(AccessTokens));
  serveOpenApi(app);
  return app;
}

/** A number of proxies is handed over as a function: Fastify 5.12 takes a bare number to mean that none is trusted. */
function trustOf(setting: HttpSettings['trustProxy']): false | string[] | ((address: string, hop: number) => boolean) {
  if (typeof setting === 'number') return (_, hop) => hop < setting;
  return setting === false ? false : [...setting];
}

function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      ORGANIZATION_HEADER,
      REQUEST_ID_HEADER,
      CORRELATION_ID_HEADER,
    ],
    exposedHeaders: [
      REQUEST_ID_HEADER,
      CORRELATION_ID_HEADER,
      'retry-after',
      'ratelimit',
      'ratelimit-policy',
      'idempotency-replayed',
    ],
    maxAge: 600,
  });
}
