import { STATUS_CODES } from 'node:http';
import type { OpenAPIObject } from '@nestjs/swagger';
import { problemDocument } from './problem';
import type { Operation, OperationObject, SchemaObject } from './openapi-operations';

export const PROBLEM_SCHEMA: SchemaObject = {
  type: 'object',
  description: 'What went wrong (RFC 9457). Some problems carry further members.',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', description: 'A URN that ends with the code.' },
    title: { type: 'string', description: 'The name of the status.' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence for a person.' },
    code: { type: 'string', description: 'Stable: decide on this.' },
    instance: { type: 'string', description: 'The path that was asked for.' },
    requestId: { type: 'string', description: 'Under which this request is in our logs and our audit.' },
    errors: {
      type: 'array',
      description: 'Of a request that is not well formed: every field that is wrong.',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: {
          field: { type: 'string', description: 'Its path, as in `stops[0].point.latitude`.' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
  },
  additionalProperties: true,
};

const EXAMPLES: Readonly<
  Record<number, { code: string; detail: string; description: string; details?: Record<string, unknown> }>
> = {
  400: {
    description: 'The request is not well formed, or a rule of time or place is not met.',
    code: 'validation_failed',
    detail: 'Wrong: pickup.latitude.',
    details: {
      errors: [
        { field: 'pickup.latitude', code: 'is_latitude', message: 'latitude must be a latitude string or number.' },
      ],
    },
  },
  401: {
    description: 'Who is calling cannot be told.',
    code: 'token_expired',
    detail: 'The access token has expired. Refresh it.',
  },
  403: {
    description: 'The caller may not do this.',
    code: 'permission_missing',
    detail: 'This needs the permission ride.book.',
    details: { permission: 'ride.book' },
  },
  404: {
    description: 'There is no such thing, or not for this caller.',
    code: 'not_found',
    detail: 'There is nothing here.',
  },
  409: {
    description: 'The state of things does not allow it, or somebody was first.',
    code: 'request_in_progress',
    detail: 'A request with this Idempotency-Key is being worked on. Ask again shortly.',
  },
  413: {
    description: 'The body is too large.',
    code: 'body_too_large',
    detail: 'The request body is larger than this route accepts.',
  },
  415: {
    description: 'The body is of a type that this operation does not take.',
    code: 'unsupported_media_type',
    detail: 'Send the body as application/json, or as the type that this route documents.',
  },
  422: {
    description: 'The Idempotency-Key was used for another request.',
    code: 'idempotency_key_reused',
    detail: 'This Idempotency-Key was used for another request. Send a new one.',
  },
  429: {
    description: 'Too many requests: Retry-After says when to come back.',
    code: 'rate_limited',
    detail: 'Too many requests. Try again in 12 s.',
  },
  500: {
    description: 'Our fault.',
    code: 'internal_error',
    detail: 'Something went wrong on our side. It is recorded under the request id.',
  },
  503: {
    description:
      'Not possible at the moment: nothing was changed, and trying again will help. With `outcome_unknown` it may have been done: send it again with its Idempotency-Key.',
    code: 'database_unavailable',
    detail: 'The database cannot be reached at the moment. Nothing was changed; try again.',
  },
};

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

export const ERROR_RESPONSES: Responses = Object.fromEntries(
  Object.entries(EXAMPLES).map(([status, { description, code, detail, details }]) => [
    `Error${status}`,
    {
      description: `${STATUS_CODES[status]}. ${description}`,
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          example: problemDocument(
            { status: Number(status), code, detail, details },
            '/v1/rides',
            '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c',
          ),
        },
      },
    },
  ]),
);

/** The errors that this kind of operation can answer with. */
export function errorStatusesOf(
  path: string,
  method: Operation['method'],
  operation: OperationObject,
  isRepeatable: boolean,
): number[] {
  const isGuarded = (operation.security ?? []).length > 0;
  return [
    400,
    ...(isGuarded ? [401, 403] : []),
    ...(path.includes('{') ? [404] : []),
    ...(isGuarded && method !== 'get' ? [409] : []),
    ...(operation.requestBody ? [413, 415] : []),
    ...(isRepeatable ? [422] : []),
    429,
    500,
    503,
  ];
}
