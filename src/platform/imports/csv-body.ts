import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CSV_TYPE } from '../http/body-parsers';
import { TakesFiles } from '../http/route-limits';

/** The file that is the whole body of a request. @throws UnsupportedMediaTypeException for any other body. */
export const CsvBody = createParamDecorator((_: unknown, context: ExecutionContext): Buffer => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!Buffer.isBuffer(body)) throw new UnsupportedMediaTypeException(`Send the file as the body, as ${CSV_TYPE}.`);
  return body;
});

/** Describes such a body, and lets it in. */
export const ApiCsvBody = (example: string): MethodDecorator =>
  applyDecorators(
    TakesFiles(CSV_TYPE),
    ApiConsumes(CSV_TYPE),
    ApiBody({ required: true, schema: { type: 'string', example } }),
  );
