import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorKind } from '../errors/domain-error';
import { databaseTrouble } from './database-trouble';
import type { Problem, ProblemDocument } from './problem-document';

const STATUS_OF_KIND: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  rule: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  mismatch: 422,
  throttled: 429,
  unavailable: 503,
};

/** What Fastify and the plugins refuse before a handler runs. */
const FASTIFY_PROBLEMS: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body_too_large',
    detail: 'The request body is larger than this route accepts.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'unsupported_media_type',
    detail: 'Send the body as application/json, or as the type that this route documents.',
  },
  CABSTAND_ENCODED_BODY: {
    status: 415,
    code: 'unsupported_content_encoding',
    detail: 'Send the body as it is, without a Content-Encoding.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'malformed_json', detail: 'The request body is not valid JSON.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'wrong_content_length',
    detail: 'The request body is not as long as its Content-Length header says.',
  },
  FST_ERR_BAD_URL: { status: 400, code: 'malformed_url', detail: 'The URL is not validly encoded.' },
  FST_ERR_MAX_PARAM_LENGTH: {
    status: 414,
    code: 'url_too_long',
    detail: 'A part of the path is longer than any id or link can be.',
  },
  FST_ERR_HANDLER_TIMEOUT: {
    status: 503,
    code: 'timed_out',
    detail: 'The request took too long and was given up. Try again.',
    retryAfterSeconds: 1,
  },
};

const HTTP_CODES: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'body_too_large',
  414: 'url_too_long',
  415: 'unsupported_media_type',
  429: 'throttled',
  503: 'unavailable',
};

/** What to answer for whatever was thrown. Null: nothing known, so a 500 that says nothing of the cause. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof DomainError) {
    const { retryAfterSeconds, ...details } = error.details;
    return {
      status: STATUS_OF_KIND[error.kind],
      code: error.code,
      detail: error.message,
      details,
      retryAfterSeconds:
        typeof retryAfterSeconds === 'number' ? retryAfterSeconds : error.kind === 'unavailable' ? 1 : undefined,
    };
  }
  const fastify = fastifyProblem(error) ?? fastifyProblem(error instanceof Error ? error.cause : undefined);
  if (fastify) return fastify;
  const trouble = databaseTrouble(error);
  if (trouble) return trouble;
  if (error instanceof HttpException) return ofStatus(error.getStatus(), error.message);
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (error instanceof Error && typeof status === 'number' && status >= 400 && status < 500)
    return ofStatus(status, error.message);
  return null;
}

function fastifyProblem(error: unknown): Problem | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? FASTIFY_PROBLEMS[code] : undefined;
}

function ofStatus(status: number, message: string): Problem | null {
  return status < 500 || status === 503
    ? { status, code: HTTP_CODES[status] ?? 'refused', detail: /[.!?]$/.test(message) ? message : `${message}.` }
    : null;
}

/** The answer to an error nobody foresaw. */
export const INTERNAL_ERROR: Problem = {
  status: 500,
  code: 'internal_error',
  detail: 'Something went wrong on our side. It is recorded under the request id.',
};

/** The document for one request. The standard members win over a detail of the same name. */
export function problemDocument(problem: Problem, instance: string, requestId: string): ProblemDocument {
  return {
    ...problem.details,
    type: `urn:cabstand:problem:${problem.code}`,
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    instance,
    requestId,
  };
}
