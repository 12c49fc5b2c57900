import type { OpenAPIObject } from '@nestjs/swagger';
import type { Operation, SchemaObject, SchemaOrReference } from './openapi-operations';

type Schemas = Readonly<Record<string, SchemaOrReference>>;

const ID = '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c';
const INSTANT = '2026-11-21T04:30:00.000Z';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the name of a field says of it, by the conventions of this API. */
const CONVENTIONS: readonly { name: RegExp; type: string; says: Partial<SchemaObject>; example: unknown }[] = [
  { name: /^id$|Id$/, type: 'string', says: { format: 'uuid' }, example: ID },
  { name: /Ids$/, type: 'array', says: {}, example: [ID] },
  { name: /At$/, type: 'string', says: { format: 'date-time' }, example: INSTANT },
  { name: /Paise$/, type: 'number', says: { type: 'integer' }, example: 84500 },
  { name: /Metres$/, type: 'number', says: { type: 'integer' }, example: 18200 },
  { name: /(Minutes|Seconds|Count)$/, type: 'number', says: { type: 'integer' }, example: 15 },
  { name: /^version$/, type: 'number', says: { type: 'integer' }, example: 3 },
  { name: /^latitude$/, type: 'number', says: {}, example: 28.5562 },
  { name: /^longitude$/, type: 'number', says: {}, example: 77.1 },
  { name: /^(next|after)$/, type: 'string', says: {}, example: 'MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh' },
  { name: /^reason$/, type: 'string', says: {}, example: 'The passenger asked for it.' },
];

/**
 * Gives each body and each success an example, put together from those of its fields, and says of fields what their names do.
 * @returns a sentence for every field that neither has an example nor a name that makes one.
 */
export function addExamples(document: OpenAPIObject, operations: readonly Operation[]): string[] {
  const schemas: Schemas = document.components?.schemas ?? {};
  const missing = new Set<string>();
  for (const [name, schema] of Object.entries(schemas)) {
    if (!('$ref' in schema)) describeFields(name, schema, missing);
  }
  for (const { operation, place } of operations) {
    for (const parameter of operation.parameters ?? []) {
      if ('$ref' in parameter || !parameter.schema || '$ref' in parameter.schema) continue;
      describeByName(parameter.name, parameter.schema);
    }
    const { requestBody, responses } = operation;
    if (requestBody && !('$ref' in requestBody)) fill(requestBody.content, schemas);
    for (const [status, response] of Object.entries(responses)) {
      if (!response || '$ref' in response || Number(status) >= 400) continue;
      if (response.content) fill(response.content, schemas);
      else if (Number(status) !== 204)
        missing.add(`${place} answers ${status} without saying with what: return a response class, or 204.`);
    }
  }
  return [...missing];
}

type Content = Record<string, { schema?: SchemaOrReference; example?: unknown; examples?: unknown }>;

function fill(content: Content, schemas: Schemas): void {
  for (const media of Object.values(content)) {
    if (media.schema && media.example === undefined && media.examples === undefined)
      media.example = exampleOf(media.schema, schemas);
  }
}

function describeFields(name: string, schema: SchemaObject, missing: Set<string>): void {
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    if ('$ref' in property) continue;
    describeByName(field, property);
    // OpenAPI 3.0 lets only a typed schema be nullable.
    if (property.nullable && property.type === undefined && property.allOf) property.type = 'object';
    if (!hasExample(property))
      missing.add(`${name}.${field} has no example: write /** @example … */ above it, a string with spaces in quotes.`);
  }
}

function describeByName(name: string, schema: SchemaObject): void {
  // The build reads an example of digits as a number, whatever the field is.
  if (schema.type === 'string' && typeof schema.example === 'number') schema.example = String(schema.example);
  if (schema.format === 'date-time' && schema.example === undefined) schema.example = INSTANT;
  const convention = CONVENTIONS.find((candidate) => candidate.name.test(name) && candidate.type === schema.type);
  if (!convention || schema.enum) return;
  // A field called so that is no UUID says so with an example of its own.
  if (convention.says.format === 'uuid' && schema.example !== undefined && !UUID.test(String(schema.example))) return;
  for (const [key, value] of Object.entries<unknown>(convention.says)) {
    if (key === 'type' || !(key in schema)) Object.assign(schema, { [key]: value });
  }
  if (schema.example === undefined && schema.default === undefined) schema.example = convention.example;
}

/** Of itself, or by way of what it is made of. */
function hasExample(schema: SchemaOrReference): boolean {
  if ('$ref' in schema) return true;
  if (
    schema.example !== undefined ||
    schema.default !== undefined ||
    schema.enum ||
    schema.nullable ||
    schema.type === 'boolean'
  )
    return true;
  if (schema.allOf || schema.oneOf || schema.properties) return true;
  return schema.type === 'array' && schema.items !== undefined && hasExample(schema.items);
}

/** Counted in schemas, lists and references: far more than any class nests, unless it nests itself. */
const MAX_NESTING = 30;

function exampleOf(schema: SchemaOrReference, schemas: Schemas, depth = 0): unknown {
  if (depth > MAX_NESTING) return null;
  if ('$ref' in schema) {
    const target = schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)];
    return target && exampleOf(target, schemas, depth + 1);
  }
  if (schema.example !== undefined) return schema.example as unknown;
  if (schema.default !== undefined) return schema.default as unknown;
  if (schema.enum) return schema.enum[0] as unknown;
  if (schema.type === 'boolean') return true;
  if (schema.type === 'array') {
    const item = schema.items && exampleOf(schema.items, schemas, depth + 1);
    return item === undefined ? [] : [item];
  }
  const first = schema.allOf?.[0] ?? schema.oneOf?.[0];
  if (first) return exampleOf(first, schemas, depth + 1);
  if (!schema.properties) return schema.nullable ? null : undefined;
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, property]) => [name, exampleOf(property, schemas, depth + 1)]),
  );
}
