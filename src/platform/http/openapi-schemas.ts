import type { INestApplication, Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The keys of Nest's metadata, which it does not export. */
const RESPONSES = 'swagger/apiResponse';
const FIELD = 'swagger/apiModelProperties';
const FIELDS = 'swagger/apiModelPropertiesArray';

/** What the build notes of the fields of a class (`_OPENAPI_METADATA_FACTORY`), and what decorators do. */
interface Field {
  readonly type?: unknown;
}

/**
 * Schemas are named after classes, and of two classes of one name the later silently takes the place of the earlier.
 * @returns a sentence for every name that two different classes share.
 */
export function clashingSchemas(app: INestApplication, document: OpenAPIObject): string[] {
  const seen = new Set<Type>();
  for (const controller of controllersOf(app)) {
    for (const type of typesOf(controller)) collect(type, seen);
  }
  const names = [...seen].map(({ name }) => name).filter((name) => name in (document.components?.schemas ?? {}));
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) => `Two different classes are both called ${name}, so that one schema hides the other: rename one.`,
  );
}

function controllersOf(app: INestApplication): Type[] {
  return [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .map(({ metatype }) => metatype as Type);
}

/** What the methods of a controller take and answer. */
function typesOf({ prototype }: Type): unknown[] {
  const methods = prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(methods).flatMap((name) => {
    const taken = (Reflect.getMetadata('design:paramtypes', methods, name) ?? []) as unknown[];
    const answered = (Reflect.getMetadata(RESPONSES, methods[name]!) ?? {}) as Record<string, Field>;
    return [...taken, ...Object.values(answered).map(({ type }) => type)];
  });
}

function collect(type: unknown, seen: Set<Type>): void {
  if (Array.isArray(type)) return type.forEach((item) => collect(item, seen));
  if (typeof type !== 'function') return;
  // An arrow function stands for a class that may not have been defined yet.
  if (type.prototype === undefined) return collect((type as () => unknown)(), seen);
  if (seen.has(type as Type)) return;
  seen.add(type as Type);
  for (const field of fieldsOf(type as Type)) collect(field.type, seen);
}

/** Inherited ones too. */
function fieldsOf(type: Type): Field[] {
  const prototype = type.prototype as object;
  const decorated = (Reflect.getMetadata(FIELDS, prototype) ?? []) as string[];
  const fields = decorated.map((key) => Reflect.getMetadata(FIELD, prototype, key.slice(1)) as Field);
  for (let at = type; typeof at === 'function' && at.prototype; at = Object.getPrototypeOf(at) as Type) {
    if (!Object.hasOwn(at, '_OPENAPI_METADATA_FACTORY')) continue;
    const { _OPENAPI_METADATA_FACTORY: noted } = at as Type & {
      _OPENAPI_METADATA_FACTORY: () => Record<string, Field>;
    };
    fields.push(...Object.values(noted()));
  }
  return fields;
}
