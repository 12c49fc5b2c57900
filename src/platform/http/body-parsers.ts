import { isUtf8 } from 'node:buffer';
import { NotFoundException } from '@nestjs/common';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { AccessTokens } from '../auth/access-tokens';
import { DomainError } from '../errors/domain-error';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of a JSON body as they came, for partners who sign them. */
    rawBody: Buffer | null;
  }
}

export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
export const IMAGE_LIMIT_BYTES = 2 * 1024 * 1024;
/** What the file of a document may be sent as. */
export const DOCUMENT_TYPES = [...IMAGE_TYPES, 'application/pdf'] as const;
export const PDF_LIMIT_BYTES = 5 * 1024 * 1024;
export const CSV_TYPE = 'text/csv';
/** Fifty thousand rows of some two hundred characters. */
export const CSV_LIMIT_BYTES = 10 * 1024 * 1024;
const FILE_TYPES = new Set<string>([...DOCUMENT_TYPES, CSV_TYPE]);
/** More than any request class nests, and far less than would exhaust the stack of what walks a body. */
const MAX_JSON_DEPTH = 16;

/** What `FASTIFY_PROBLEMS` answers, as it does what Fastify refuses of a body. */
class EncodedBodyError extends Error {
  readonly code = 'CABSTAND_ENCODED_BODY';
}

/**
 * JSON without prototype poisoning and of bounded depth, and images, PDFs and CSV files as bytes. All else is answered 415: forms
 * too, since a browser sends them across sites without asking; a webhook that needs them brings its own parser.
 */
export function addBodyParsers(fastify: FastifyInstance, tokens: AccessTokens): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error') as unknown as (
    request: FastifyRequest,
    body: Buffer,
    done: (error: Error | null, value?: unknown) => void,
  ) => void;
  fastify.decorateRequest('rawBody', null);
  fastify.removeContentTypeParser('text/plain');

  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body;
    const refusal = refusalOf(request);
    if (refusal) return done(refusal);
    // An action without arguments may come with the header and no body.
    if (body.length === 0) return done(null, undefined);
    // Read all the same, each wrong byte would be kept as U+FFFD.
    if (!isUtf8(body)) {
      return done(new DomainError('invalid', 'malformed_utf8', 'The request body is not encoded in UTF-8.'));
    }
    parseJson(request, body, (error, value) => {
      if (!error && isDeeperThan(MAX_JSON_DEPTH, value)) {
        error = new DomainError(
          'invalid',
          'json_too_deep',
          `The request body nests deeper than ${MAX_JSON_DEPTH} levels.`,
        );
      }
      done(error, value);
    });
  });

  const asItIs = (request: FastifyRequest, body: Buffer, done: (error: Error | null, value?: unknown) => void): void =>
    done(refusalOf(request), body);
  fastify.addContentTypeParser<Buffer>([...IMAGE_TYPES], { parseAs: 'buffer', bodyLimit: IMAGE_LIMIT_BYTES }, asItIs);
  fastify.addContentTypeParser<Buffer>('application/pdf', { parseAs: 'buffer', bodyLimit: PDF_LIMIT_BYTES }, asItIs);
  fastify.addContentTypeParser<Buffer>(CSV_TYPE, { parseAs: 'buffer', bodyLimit: CSV_LIMIT_BYTES }, asItIs);

  // A parser and its limit belong to no route, and reads before any guard. After the rate limit, which is a route's onRequest.
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    const refusal = fileRefusalOf(request, tokens);
    // Else Node would go on taking in what nobody reads.
    if (refusal) reply.header('connection', 'close');
    done(refusal);
  });
}

/** Why a file is not read; null where there is none, or where this route takes it from this caller. */
function fileRefusalOf(request: FastifyRequest, tokens: AccessTokens): Error | null {
  const { mediaType, routeOptions } = request;
  if (mediaType === undefined || !FILE_TYPES.has(mediaType)) return null;
  if (request.is404) return new NotFoundException(`Cannot ${request.method} ${request.url}`);
  if (!routeOptions.config.fileTypes?.includes(mediaType)) return new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE();
  return tokens.refusalOf(request);
}

/** Nobody unpacks a body here: packed bytes would be taken for what they are not. */
function refusalOf({ headers }: FastifyRequest): Error | null {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  return !encoding || encoding === 'identity' ? null : new EncodedBodyError();
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}
