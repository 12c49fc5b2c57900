import { readFileSync } from 'node:fs';
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type OperationObject } from '../../src/platform/http/openapi-operations';

/** An operation as client/openapi.json describes it. */
export interface Described {
  readonly id: string;
  /** `POST /v1/rides` */
  readonly place: string;
  readonly method: string;
  readonly path: string;
  /** Null: public. */
  readonly permission: string | null;
  /** Of its success. */
  readonly status: number;
  readonly operation: OperationObject;
}

export const document = JSON.parse(readFileSync('client/openapi.json', 'utf8')) as OpenAPIObject;

/** @throws Error where an operation says neither which permission it needs nor that it needs no token: nothing is expected of it then. */
export const operations: readonly Described[] = operationsOf(document).map(({ path, method, operation, place }) => {
  const permission = operation['x-permission'];
  const successes = Object.keys(operation.responses).filter((status) => Number(status) < 300);
  if (typeof permission !== 'string' && operation.security?.length !== 0)
    throw new Error(`${place} says neither x-permission nor that it is public.`);
  if (successes.length !== 1) throw new Error(`${place} documents ${successes.length} kinds of success.`);
  return {
    id: operation.operationId!,
    place,
    method: method.toUpperCase(),
    path,
    permission: typeof permission === 'string' ? permission : null,
    status: Number(successes[0]),
    operation,
  };
});
