import type { SchemaObject, SchemaOrReference } from '../../src/platform/http/openapi-operations';
import { type Described, document, operations } from './api';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export interface JsonObject {
  [name: string]: Json;
}

interface Media {
  readonly schema?: SchemaOrReference;
  readonly example?: Json;
  readonly examples?: Readonly<Record<string, { readonly value: Json }>>;
}

/** Where a caller's text goes in: a field of a body, or a parameter. */
export interface Place {
  readonly operation: Described;
  /** `pickup.address`, `stops[].address`, `?name` */
  readonly field: string;
  readonly schema: SchemaObject;
}

/** Of each operation that takes JSON: every documented example of what it takes. */
export function jsonExamples(): { operation: Described; example: JsonObject }[] {
  return operations.flatMap((operation) => {
    const media = mediaOf(operation);
    const examples = media?.examples ? Object.values(media.examples).map(({ value }) => value) : [media?.example];
    return examples.flatMap((example) => (isObject(example) ? [{ operation, example }] : []));
  });
}

/** Every field and parameter that is text. */
export function textPlaces(): Place[] {
  return operations.flatMap((operation) => {
    const found: Place[] = [];
    const schema = mediaOf(operation)?.schema;
    if (schema) gather(operation, '', schema, [], found);
    for (const parameter of operation.operation.parameters ?? []) {
      if ('$ref' in parameter || !parameter.schema) continue;
      gather(operation, `${parameter.in === 'query' ? '?' : '/'}${parameter.name}`, parameter.schema, [], found);
    }
    return found;
  });
}

/** The paths of the objects within, the outermost (`''`) first. */
export function objectsIn(value: Json, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : objectsIn(value[0]!, `${path}[0]`);
  if (!isObject(value)) return [];
  const inner = Object.entries(value).flatMap(([name, item]) =>
    objectsIn(item, path === '' ? name : `${path}.${name}`),
  );
  return [path, ...inner];
}

/** With every text replaced by what is given for it. */
export function mapTexts(value: Json, replace: (text: string) => string): Json {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, replace));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapTexts(item, replace)]));
}

/** One body for each text in it, with that one replaced: the others let it pass where that one alone is free. */
export function oneTextEach(value: Json, text: string): Json[] {
  let count = 0;
  mapTexts(value, (own) => (count++, own));
  return Array.from({ length: count }, (_, wanted) => {
    let place = 0;
    return mapTexts(value, (own) => (place++ === wanted ? text : own));
  });
}

/** A copy with these members added to the object at the path. */
export function withMembers(value: JsonObject, path: string, members: JsonObject): JsonObject {
  const copy = structuredClone(value);
  let at: Json = copy;
  for (const step of path.split(/[.[\]]+/).filter(Boolean)) at = (at as JsonObject)[step]!;
  Object.assign(at as JsonObject, members);
  return copy;
}

/** Of a path: the ids of the example, and for what is no id a word that may stand there. */
export function examplePath({ path, operation }: Described): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = (operation.parameters ?? []).find((item) => 'name' in item && item.name === name);
    const schema = parameter && 'schema' in parameter ? (parameter.schema as SchemaObject) : undefined;
    const value: unknown = schema?.example ?? schema?.enum?.[0];
    return typeof value === 'string' ? value : EXAMPLE_ID;
  });
}

const EXAMPLE_ID = '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c';

function mediaOf({ operation }: Described): Media | undefined {
  const body = operation.requestBody;
  return body && 'content' in body ? (body.content['application/json'] as Media | undefined) : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function gather(
  operation: Described,
  field: string,
  schema: SchemaOrReference,
  within: readonly string[],
  found: Place[],
): void {
  if ('$ref' in schema) {
    const name = schema.$ref.split('/').at(-1)!;
    if (!within.includes(name))
      gather(operation, field, document.components!.schemas![name]!, [...within, name], found);
    return;
  }
  for (const part of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    gather(operation, field, part, within, found);
  if (schema.items) gather(operation, `${field}[]`, schema.items, within, found);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    gather(operation, field === '' ? name : `${field}.${name}`, property, within, found);
  if (schema.type === 'string') found.push({ operation, field, schema });
}
