import { STATUS_CODES } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { groupDescriptions } from './api-group';
import { ERROR_RESPONSES, errorStatusesOf, PROBLEM_SCHEMA } from './openapi-errors';
import { addExamples } from './openapi-examples';
import { type Operation, operationsOf } from './openapi-operations';
import { clashingSchemas } from './openapi-schemas';

/** Of the contract, not of the package: it changes when a client must. */
const API_VERSION = '1.0.0';

const DESCRIPTION = `Operations of an electric-cab fleet: people, cabs, rosters, attendance, rides, fares, and the audit of it all.

**Access.** Log in by phone and one-time code; send the access token as Bearer. Each operation names the permission it needs. A super admin says in which organization he acts with the \`Cabstand-Organization\` header.

**Errors** are \`application/problem+json\` (RFC 9457). Decide on \`code\`; show \`detail\`. Quote \`requestId\` when you ask us.

**Repeating.** Send an \`Idempotency-Key\` with a POST, and its repeat gives the first answer again instead of a second effect.

**Conventions.** Money is integer paise, distances are metres, coordinates WGS 84, times ISO 8601 in UTC. Lists are paged by \`after\`: pass the \`next\` of the page before.`;

const IDEMPOTENCY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Any 1 to 255 visible characters of your own, best a UUID. A repeat under the same key gives the first answer again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  example: '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c',
} as const;

export interface BuiltDocument {
  readonly document: OpenAPIObject;
  /** What an engineer has to mend, each in a sentence: a missing example, a second operation or schema of the same name. */
  readonly faults: readonly string[];
}

/** The description of every route, from the controllers and their request and response classes. docs/http.md says how to write those. */
export function buildOpenApi(app: INestApplication): BuiltDocument {
  const base = new DocumentBuilder()
    .setTitle('Cabstand')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This service')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'The access token of POST /v1/auth/otp/verify.',
      },
      'accessToken',
    )
    .build();
  const document = SwaggerModule.createDocument(app, base, { operationIdFactory: operationId });
  const operations = operationsOf(document);
  for (const operation of operations) finish(operation);
  const faults = [...faultsOf(operations), ...clashingSchemas(app, document), ...addExamples(document, operations)];
  document.tags = tagsOf(operations);
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
    responses: ERROR_RESPONSES,
    parameters: { IdempotencyKey: IDEMPOTENCY_PARAMETER },
  };
  return { document, faults };
}

/** `/docs` to read and try, `/openapi.json` for tools. Built at the first look: a start need not wait for it. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => buildOpenApi(app).document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Cabstand API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
  // Who opens the bare address in a browser looks for this.
  const root = app.getHttpAdapter() as {
    get(path: string, handler: (_: unknown, reply: FastifyReply) => unknown): void;
  };
  root.get('/', (_, reply) => reply.redirect('/docs'));
}

/** `cancel` of RidesController is `cancelRide`, its `list` is `listRides`; a method that names its noun (`requestOtp`) keeps its name. */
export function operationId(controller: string, method: string): string {
  if (/[A-Z]/.test(method)) return method;
  const plural = controller.replace(/Controller$/, '');
  const singular = plural.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
  return method + (method === 'list' || method === 'search' ? plural : singular);
}

function finish({ path, method, operation }: Operation): void {
  // The first line of the comment above a method is its summary, the rest its description.
  const [summary = '', ...rest] = (operation.summary ?? '').split(/\n\s*\n/);
  operation.summary = summary.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '');
  const permission = operation['x-public'] ? undefined : (operation['x-permission'] as string | undefined);
  const paragraphs = [operation.description, ...rest, permission && `Needs the permission \`${permission}\`.`];
  operation.description = paragraphs.filter(Boolean).join('\n\n');
  operation.security = permission ? [{ accessToken: [] }] : [];

  const isRepeatable = method === 'post' && permission !== undefined && !operation['x-own-idempotency'];
  // Each thing of it is answered for itself, also that its key was used for something else.
  const isByItem = operation['x-idempotent-by-item'] === true;
  delete operation['x-own-idempotency'];
  delete operation['x-idempotent-by-item'];
  delete operation['x-public'];
  if (isRepeatable)
    operation.parameters = [...(operation.parameters ?? []), { $ref: '#/components/parameters/IdempotencyKey' }];

  for (const [status, response] of Object.entries(operation.responses)) {
    if (response && !('$ref' in response)) response.description ||= STATUS_CODES[status] ?? 'Answer';
  }
  const declared = Object.keys(operation.responses)
    .map(Number)
    .filter((status) => status >= 400);
  for (const status of new Set([...declared, ...errorStatusesOf(path, method, operation, isRepeatable && !isByItem)])) {
    operation.responses[status] = { $ref: `#/components/responses/Error${status}` };
  }
}

function tagsOf(operations: readonly Operation[]): OpenAPIObject['tags'] {
  const names = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))].sort();
  return names.map((name) => ({ name, description: groupDescriptions.get(name) }));
}

function faultsOf(operations: readonly Operation[]): string[] {
  const faults: string[] = [];
  const seen = new Map<string, string>();
  for (const { operation, place } of operations) {
    const id = operation.operationId ?? '';
    const other = seen.get(id);
    if (other !== undefined) faults.push(`${place} and ${other} are both called ${id}.`);
    seen.set(id, place);
    if (!operation.summary) faults.push(`${place} has no comment that says what it does.`);
    for (const tag of operation.tags ?? []) {
      if (!groupDescriptions.has(tag)) faults.push(`${place} is in the group ${tag}, which no @ApiGroup describes.`);
    }
  }
  return faults;
}
