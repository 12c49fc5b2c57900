import {
  getMetadataStorage,
  IS_UUID,
  ValidationTypes,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';

type Class<T extends object = object> = new () => T;
type Members = Record<string, unknown>;

interface Rule {
  readonly name: string;
  readonly each: boolean;
  readonly constraints: unknown[];
  readonly message: string | ((args: ValidationArguments) => string) | undefined;
  readonly validator: ValidatorConstraintInterface;
}

interface FieldShape {
  readonly name: string;
  /** `@IsOptional` and `@ValidateIf`: all must hold, or the field is not looked at. */
  readonly conditions: readonly ((object: object, value: unknown) => boolean)[];
  /** As written above the field, from the top. */
  readonly rules: readonly Rule[];
  readonly nested: RequestShape | null;
  readonly isList: boolean;
  readonly convert: ((value: unknown, plain: Members) => unknown) | null;
}

/** What class-validator and class-transformer were told of a request class, gathered once: they look it up at each request. */
export interface RequestShape {
  readonly type: Class;
  readonly fields: readonly FieldShape[];
  readonly known: ReadonlySet<string>;
}

/** Where a value comes from. A query knows only text, so numbers, booleans and single-item lists are read from it. */
export type RequestSource = 'body' | 'query';

const shapes: Record<RequestSource, Map<Class, RequestShape>> = { body: new Map(), query: new Map() };

export function shapeOf(type: Class, source: RequestSource): RequestShape {
  const known = shapes[source].get(type);
  if (known) return known;
  const shape = { type, fields: [] as FieldShape[], known: new Set<string>() };
  // Before its fields, so that a class may nest itself.
  shapes[source].set(type, shape);
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  for (const name of new Set(metadata.map((item) => item.propertyName))) {
    shape.fields.push(
      fieldOf(
        type,
        name,
        metadata.filter((item) => item.propertyName === name),
        source,
      ),
    );
    shape.known.add(name);
  }
  return shape;
}

type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function fieldOf(type: Class, name: string, metadata: readonly Metadata[], source: RequestSource): FieldShape {
  const isNested = metadata.some((item) => item.type === ValidationTypes.NESTED_VALIDATION);
  // Decorators register from the bottom up.
  const rules = metadata.toReversed().flatMap(rulesOf);
  const convert = converterOf(type, name, isNested, source);
  return {
    name,
    conditions: metadata
      .filter((item) => item.type === ValidationTypes.CONDITIONAL_VALIDATION)
      .map((item) => item.constraints[0] as FieldShape['conditions'][number]),
    rules,
    isList: declaredTypeIsList(type, name, metadata),
    nested: isNested ? shapeOf(nestedTypeOf(type, name), source) : null,
    convert: rules.some((rule) => rule.name === IS_UUID) ? uuidReader(convert) : convert,
  };
}

/**
 * The database compares ids as ids, but locks, audiences and records compare them as texts: an id has one spelling inside,
 * whatever letters it came in.
 */
function uuidReader(convert: FieldShape['convert']): FieldShape['convert'] {
  return (value, plain) => {
    const read = convert ? convert(value, plain) : value;
    return Array.isArray(read) ? read.map(lowerCase) : lowerCase(read);
  };
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function rulesOf(metadata: Metadata): Rule[] {
  return getMetadataStorage()
    .getTargetValidatorConstraints(metadata.constraintCls)
    .map((constraint) => ({
      name: constraint.name,
      each: metadata.each,
      constraints: metadata.constraints,
      message: metadata.message || undefined,
      validator: constraint.instance,
    }));
}

function declaredTypeOf(type: Class, name: string): unknown {
  return (
    defaultMetadataStorage.findTypeMetadata(type, name)?.typeFunction() ??
    Reflect.getMetadata('design:type', type.prototype as object, name)
  );
}

function declaredTypeIsList(type: Class, name: string, metadata: readonly Metadata[]): boolean {
  return (
    Reflect.getMetadata('design:type', type.prototype as object, name) === Array ||
    metadata.some((item) => item.type === ValidationTypes.NESTED_VALIDATION && item.each)
  );
}

/** @throws Error at the first request, and in the test that enumerates the routes, when a list does not say of what it is. */
function nestedTypeOf(type: Class, name: string): Class {
  const declared = declaredTypeOf(type, name);
  if (typeof declared !== 'function' || declared === Object || declared === Array) {
    throw new Error(`${type.name}.${name} is nested: say of which class with @Type(() => …).`);
  }
  return declared as Class;
}

function converterOf(type: Class, name: string, isNested: boolean, source: RequestSource): FieldShape['convert'] {
  const fromText = isNested ? null : textReader(type, name, source);
  const transforms = defaultMetadataStorage.findTransformMetadatas(type, name, 0);
  if (transforms.length === 0) return fromText;
  return (value, plain) =>
    transforms.reduce<unknown>(
      (result, { transformFn }) => transformFn({ value: result, key: name, obj: plain, type: 0, options: {} }),
      fromText ? fromText(value, plain) : value,
    );
}

function textReader(type: Class, name: string, source: RequestSource): FieldShape['convert'] {
  const explicit = defaultMetadataStorage.findTypeMetadata(type, name)?.typeFunction();
  const design: unknown = Reflect.getMetadata('design:type', type.prototype as object, name);
  const read = readerFor(explicit ?? design, source);
  if (design !== Array) return read;
  return (value, plain) => {
    const list = source === 'query' && typeof value === 'string' ? [value] : value;
    return read && Array.isArray(list) ? list.map((item) => read(item, plain)) : list;
  };
}

function readerFor(type: unknown, source: RequestSource): FieldShape['convert'] {
  if (type === Date) return readDate;
  if (source === 'query' && type === Number) return readNumber;
  if (source === 'query' && type === Boolean) return readBoolean;
  return null;
}

/** RFC 3339 with seconds optional: an instant always names its offset. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** What cannot be read is left as it is, and the rules refuse it. */
function readDate(value: unknown): unknown {
  if (typeof value !== 'string' || !INSTANT.test(value)) return value;
  const [date, day] = [new Date(value), new Date(`${value.slice(0, 10)}T00:00:00Z`)];
  if (Number.isNaN(date.getTime()) || Number.isNaN(day.getTime())) return value;
  // Date rolls the 31st of February over into March.
  return day.toISOString().startsWith(value.slice(0, 10)) ? date : value;
}

function readNumber(value: unknown): unknown {
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
}

function readBoolean(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}
