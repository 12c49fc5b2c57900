import { readFileSync } from 'node:fs';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { type INestApplication, RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from '../../src/app.module';
import { PERMISSION, PUBLIC } from '../../src/platform/auth/access.decorators';
import { allPermissions } from '../../src/platform/auth/permissions';
import { readConfiguration } from '../../src/platform/config/read-configuration';
import { buildOpenApi } from '../../src/platform/http/openapi';
import { type Operation, operationsOf } from '../../src/platform/http/openapi-operations';

interface Route {
  readonly place: string;
  readonly permission: string | undefined;
  readonly isPublic: boolean;
  readonly isDescribed: boolean;
}

function routesOf(app: INestApplication): Route[] {
  return [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => {
      const controller = metatype as new () => object;
      const prototype = controller.prototype as Record<string, object>;
      return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
        const method = prototype[name]!;
        const verb = Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod | undefined;
        if (verb === undefined) return [];
        const path = [PATH_METADATA].flatMap((key) => [
          Reflect.getMetadata(key, controller) as string,
          Reflect.getMetadata(key, method) as string,
        ]);
        const marked = (key: string) => Reflect.getMetadata(key, method) ?? Reflect.getMetadata(key, controller);
        return [
          {
            place: `${RequestMethod[verb]} /${path
              .map((part) => part.replace(/^\/|\/$/g, ''))
              .filter(Boolean)
              .join('/')}`.replace(/:(\w+)/g, '{$1}'),
            permission: marked(PERMISSION) as string | undefined,
            isPublic: marked(PUBLIC) === true,
            isDescribed:
              Reflect.getMetadata('swagger/apiExcludeController', controller) === undefined &&
              Reflect.getMetadata('swagger/apiExcludeEndpoint', method) === undefined,
          },
        ];
      });
    });
}

/** As the API is described to clients: written by `npm run openapi`, which reads types that Jest's compiler drops. */
const written = JSON.parse(readFileSync('client/openapi.json', 'utf8')) as OpenAPIObject;
const operations = operationsOf(written);

describe('every route', () => {
  let app: INestApplication;
  let routes: Route[];

  beforeAll(async () => {
    const nowhere = 'postgres://nowhere';
    const module = AppModule.forRoot(readConfiguration({ CLOCK: 'stepped', SIMULATION_TOKEN: 'x'.repeat(32) }), {
      ownerUrl: nowhere,
      runtimeUrl: nowhere,
      workerUrl: nowhere,
    });
    app = await NestFactory.create(module, new FastifyAdapter(), { preview: true, logger: false, abortOnError: false });
    routes = routesOf(app);
  });

  it('is found by this test', () => {
    expect(routes.map(({ place }) => place)).toEqual(
      expect.arrayContaining([
        'GET /health/ready',
        'GET /metrics',
        'GET /v1/dead-letters',
        'POST /v1/dead-letters/{id}/replay',
        'POST /__sim/clock',
      ]),
    );
  });

  it('names the permission it needs, or says that it needs none', () => {
    expect(
      routes.filter(({ permission, isPublic }) => permission === undefined && !isPublic).map(({ place }) => place),
    ).toEqual([]);
  });

  it('needs a permission that is declared', () => {
    const names = allPermissions().map(({ name }) => name);
    expect(
      routes
        .filter(({ permission }) => permission !== undefined && !names.includes(permission))
        .map(({ place, permission }) => `${place}: ${permission}`),
    ).toEqual([]);
  });

  it('is in client/openapi.json, with its permission; if not: npm run openapi', () => {
    const line = ({ place, operation }: Operation) =>
      `${place} ${operation.operationId} ${String(operation['x-permission'] ?? 'public')}`;
    expect(operations.map(line).sort()).toEqual(operationsOf(buildOpenApi(app).document).map(line).sort());
    expect(operations.map(({ place }) => place).sort()).toEqual(
      routes
        .filter(({ isDescribed }) => isDescribed)
        .map(({ place }) => place)
        .sort(),
    );
  });
});

describe('every operation of client/openapi.json', () => {
  it('has a name of its own', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(names.filter((name, index) => !name || names.indexOf(name) !== index)).toEqual([]);
  });

  it('says what it does, in a group that says what it is about', () => {
    const described = new Set(written.tags?.filter((tag) => tag.description).map((tag) => tag.name));
    expect(
      operations
        .filter(({ operation }) => !operation.summary || !operation.tags?.some((tag) => described.has(tag)))
        .map(({ place }) => place),
    ).toEqual([]);
  });

  it('has an example of what it takes and of what it answers, whole', () => {
    const missing = operations.flatMap(({ operation, place }) => {
      const success = Object.entries(operation.responses).filter(
        ([status]) => Number(status) < 400 && status !== '204',
      );
      const parts = [operation.requestBody, ...success.map(([, response]) => response)].filter(Boolean);
      const media = (parts as Described[]).flatMap((part) => Object.values(part.content ?? { none: {} }));
      return media.flatMap(({ schema, example, examples }) => {
        if (schema?.format === 'binary') return [];
        if (!examples) return gapsIn(example, schema, place);
        // Of several ways to ask, each shows at least what must be said.
        return Object.entries(examples).flatMap(([name, { value }]) => lacksIn(value, schema, `${place} (${name})`));
      });
    });
    expect(missing).toEqual([]);
  });

  it('answers errors as problems', () => {
    for (const { operation, place } of operations) {
      const errors = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      expect({ place, statuses: errors.map(([status]) => status) }).toEqual({
        place,
        statuses: expect.arrayContaining(['400', '429', '500', '503']),
      });
      expect(
        errors.every(
          ([status, response]) => (response as { $ref: string }).$ref === `#/components/responses/Error${status}`,
        ),
      ).toBe(true);
    }
  });
});

interface Described {
  readonly content?: Readonly<Record<string, Media>>;
}

interface Schema {
  readonly $ref?: string;
  readonly format?: string;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** The paths of what the schema requires and the example has not. */
function lacksIn(example: unknown, schema: Schema | undefined, path: string): string[] {
  if (schema?.$ref) return lacksIn(example, written.components!.schemas![schema.$ref.split('/').at(-1)!], path);
  const given = (example ?? {}) as Record<string, unknown>;
  return (schema?.required ?? [path]).filter((name) => given[name] === undefined).map((name) => `${path} ${name}`);
}

/** The paths of what the schema has and the example has not. */
function gapsIn(example: unknown, schema: Schema | undefined, path: string): string[] {
  if (example === undefined || schema === undefined) return [path];
  if (example === null) return [];
  if (schema.$ref) return gapsIn(example, written.components!.schemas![schema.$ref.split('/').at(-1)!], path);
  if (schema.allOf) return gapsIn(example, schema.allOf[0], path);
  if (schema.items) return (example as unknown[]).flatMap((item) => gapsIn(item, schema.items, `${path}[]`));
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    gapsIn((example as Record<string, unknown>)[name], property, `${path} ${name}`),
  );
}
