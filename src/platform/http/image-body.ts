import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { IMAGE_TYPES } from './body-parsers';
import { TakesFiles } from './route-limits';

export interface ReceivedImage {
  /** As the caller calls it; the bytes decide. */
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** The picture that is the whole body of a request. @throws UnsupportedMediaTypeException for any other body. */
export const ImageBody = createParamDecorator((_: unknown, context: ExecutionContext): ReceivedImage => {
  const { body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!Buffer.isBuffer(body)) throw new UnsupportedMediaTypeException(`Send a picture: ${IMAGE_TYPES.join(', ')}.`);
  return { contentType: (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase(), bytes: body };
});

/** Describes such a body, and lets it in. */
export const ApiImageBody = (): MethodDecorator =>
  applyDecorators(
    TakesFiles(...IMAGE_TYPES),
    ApiConsumes(...IMAGE_TYPES),
    ApiBody({ required: true, schema: { type: 'string', format: 'binary' } }),
  );
