import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error';

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of a JSON or form body as they came, for partners who sign them. */
    rawBody: Buffer | null;
  }
}

export const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const;
export const IMAGE_LIMIT_BYTES = 2 * 1024 * 1024;
/** More than any request class nests, and far less than would exhaust the stack of what walks a body. */
const MAX_JSON_DEPTH = 16;

/** JSON without prototype poisoning and of bounded depth, forms (webhooks), and images as bytes. All else is answered 415. */
export function addBodyParsers(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error') as unknown as (
    request: FastifyRequest,
    body: Buffer,
    done: (error: Error | null, value?: unknown) => void,
  ) => void;
  fastify.decorateRequest('rawBody', null);
  fastify.removeContentTypeParser('text/plain');

  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body;
    // An action without arguments may come with the header and no body.
    if (body.length === 0) return done(null, undefined);
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

  fastify.addContentTypeParser<Buffer>(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (request, body, done) => {
      request.rawBody = body;
      done(null, formOf(body.toString('utf8')));
    },
  );

  fastify.addContentTypeParser<Buffer>(
    [...IMAGE_TYPES],
    { parseAs: 'buffer', bodyLimit: IMAGE_LIMIT_BYTES },
    (_, body, done) => done(null, body),
  );
}

/** A name that comes twice is an array, as in a query. */
function formOf(text: string): Record<string, string | string[]> {
  const form = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const before = form[name];
    form[name] = before === undefined ? value : [before, value].flat();
  }
  return form;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}
