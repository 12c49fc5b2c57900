import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DOCUMENT_TYPES } from './body-parsers';
import { TakesFiles } from './route-limits';

export interface ReceivedDocument {
  /** As the caller calls it; the bytes decide. */
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** The picture or PDF that is the whole body of a request. @throws UnsupportedMediaTypeException for any other body. */
export const DocumentBody = createParamDecorator((_: unknown, context: ExecutionContext): ReceivedDocument => {
  const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!Buffer.isBuffer(body))
    throw new UnsupportedMediaTypeException(`Send a picture or a PDF: ${DOCUMENT_TYPES.join(', ')}.`);
  return { contentType: (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase(), bytes: body };
});

/** Describes such a body, and lets it in. */
export const ApiDocumentBody = (): MethodDecorator =>
  applyDecorators(
    TakesFiles(...DOCUMENT_TYPES),
    ApiConsumes(...DOCUMENT_TYPES),
    ApiBody({ required: true, schema: { type: 'string', format: 'binary' } }),
  );
