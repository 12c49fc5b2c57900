import 'reflect-metadata';
import { Body, Controller, type INestApplication, Module, Post, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ApiCreatedResponse, ApiProperty } from '@nestjs/swagger';
import { buildOpenApi } from './openapi';

/** As two contexts might each have one of their own. */
function context(path: string, names: { place: string; request: string; response: string }, field: string): Type {
  const Place = class {
    street: string;
  };
  const Request = class {
    place: object;
  };
  const Response = class {
    id: string;
  };
  for (const [type, name] of [
    [Place, names.place],
    [Request, names.request],
    [Response, names.response],
  ] as const) {
    Object.defineProperty(type, 'name', { value: name });
  }
  ApiProperty({ type: String })(Place.prototype, field);
  ApiProperty({ type: () => Place })(Request.prototype, 'place');
  ApiProperty({ type: String })(Response.prototype, field);

  class Things {
    create(body: object): object {
      return body;
    }
  }
  const create = Object.getOwnPropertyDescriptor(Things.prototype, 'create')!;
  Body()(Things.prototype, 'create', 0);
  Reflect.defineMetadata('design:paramtypes', [Request], Things.prototype, 'create');
  Post()(Things.prototype, 'create', create);
  ApiCreatedResponse({ type: Response })(Things.prototype, 'create', create);
  Controller(path)(Things);
  return Things;
}

describe('the names of schemas', () => {
  const apps: INestApplication[] = [];
  afterAll(() => Promise.all(apps.map((app) => app.close())));

  const clashes = async (...controllers: Type[]): Promise<string[]> => {
    class All {}
    Module({ controllers })(All);
    const app = await NestFactory.create(All, new FastifyAdapter(), { preview: true, logger: false });
    apps.push(app);
    return buildOpenApi(app).faults.filter((fault) => fault.startsWith('Two different classes'));
  };
  const own = { place: 'FleetPlace', request: 'FleetRequest', response: 'FleetResponse' };
  const ride = { place: 'RidePlace', request: 'RideRequest', response: 'RideResponse' };
  const says = (name: string): string =>
    `Two different classes are both called ${name}, so that one schema hides the other: rename one.`;

  it('are one each, or it is a fault', async () => {
    expect(await clashes(context('fleet', own, 'a'), context('ride', ride, 'b'))).toEqual([]);
  });

  it.each(['request', 'response', 'place'] as const)('are a fault when two have the same: %s', async (which) => {
    const same = { ...ride, [which]: own[which] };
    expect(await clashes(context('fleet', own, 'a'), context('ride', same, 'b'))).toEqual([says(own[which])]);
  });
});
