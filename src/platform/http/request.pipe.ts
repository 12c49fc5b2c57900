import { type ArgumentMetadata, Injectable, type PipeTransform, UnsupportedMediaTypeException } from '@nestjs/common';
import type { ValidationArguments } from 'class-validator';
import { validate as isUuid } from 'uuid';
import { DomainError } from '../errors/domain-error';
import type { FieldProblem } from './problem-document';
import { type RequestShape, shapeOf } from './request-shape';

type Members = Record<string, unknown>;
type Field = RequestShape['fields'][number];
type Rule = Field['rules'][number];

/** One answer names at most this many fields, so that a refusal is never much larger than what it refuses. */
const MAX_PROBLEMS = 200;
const NOT_CLASSES = new Set<unknown>([String, Boolean, Number, Array, Object, Buffer, Date, undefined]);

/**
 * Turns a body or query into an instance of its request class, or refuses it, naming every wrong field and every unknown one.
 * It reads the decorators of class-validator and class-transformer as their own functions do, minus groups, asynchronous
 * validators, sets and maps, from shapes gathered once; docs/http.md has what that saves.
 */
@Injectable()
export class RequestPipe implements PipeTransform {
  transform(value: unknown, { metatype, type, data }: ArgumentMetadata): unknown {
    if (type === 'param' && data !== undefined && ID_NAME.test(data)) return idOf(value, data);
    if (type === 'custom' || NOT_CLASSES.has(metatype)) return value;
    if (Buffer.isBuffer(value)) throw new UnsupportedMediaTypeException('Send the body as application/json.');
    const given = value === undefined || value === null ? {} : value;
    if (!isObject(given)) throw refusal([{ field: '', code: 'is_object', message: 'The body must be a JSON object.' }]);
    const shape = shapeOf(metatype as new () => object, type === 'body' ? 'body' : 'query');
    const problems: FieldProblem[] = [];
    const instance = build(shape, given);
    check(shape, instance, given, '', problems);
    if (problems.length > 0) throw refusal(problems);
    return instance;
  }
}

/** A path parameter with such a name is a UUID, before any SQL has to say so. */
const ID_NAME = /^id$|Id$/;

function idOf(value: unknown, name: string): string {
  if (typeof value === 'string' && isUuid(value)) return value.toLowerCase();
  throw refusal([{ field: name, code: 'is_uuid', message: `${name} in the path must be a UUID.` }]);
}

function refusal(errors: readonly FieldProblem[]): DomainError {
  const named = errors.slice(0, MAX_PROBLEMS);
  const fields = named.map((error) => error.field).filter((field) => field !== '');
  const detail =
    fields.length === 0
      ? named[0]!.message
      : `Wrong: ${fields.slice(0, 10).join(', ')}${fields.length > 10 ? ' and more' : ''}.`;
  return new DomainError('invalid', 'validation_failed', detail, { errors: named });
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function build(shape: RequestShape, plain: Members): Members {
  const instance = new shape.type() as Members;
  for (const field of shape.fields) {
    if (!Object.hasOwn(plain, field.name)) continue;
    const value = plain[field.name];
    instance[field.name] = field.nested ? buildNested(field, field.nested, value, plain) : convert(field, value, plain);
  }
  return instance;
}

function buildNested(field: Field, nested: RequestShape, value: unknown, plain: Members): unknown {
  const built = Array.isArray(value)
    ? value.map((item: unknown) => (isObject(item) ? build(nested, item) : item))
    : isObject(value)
      ? build(nested, value)
      : value;
  return convert(field, built, plain);
}

function convert(field: Field, value: unknown, plain: Members): unknown {
  return field.convert ? field.convert(value, plain) : value;
}

function check(shape: RequestShape, instance: Members, plain: Members, path: string, problems: FieldProblem[]): void {
  for (const name of Object.keys(plain)) {
    if (problems.length > MAX_PROBLEMS) return;
    if (!shape.known.has(name)) {
      problems.push({ field: path + name, code: 'unknown_field', message: `There is no field ${name} here.` });
    }
  }
  for (const field of shape.fields) {
    if (problems.length > MAX_PROBLEMS) return;
    const value = instance[field.name];
    if (!field.conditions.every((holds) => holds(instance, value))) continue;
    if (refuses(field, instance, value, path, problems)) continue;
    if (field.nested) checkNested(field.nested, value, plain[field.name], path + field.name, problems);
  }
}

/** One problem a field: the topmost rule that it breaks, since what breaks the first often breaks all. */
function refuses(field: Field, instance: Members, value: unknown, path: string, problems: FieldProblem[]): boolean {
  for (const rule of field.rules) {
    if (holds(rule, field, instance, value)) continue;
    problems.push(
      value === undefined
        ? { field: path + field.name, code: 'required', message: `${field.name} is required.` }
        : { field: path + field.name, code: snakeCase(rule.name), message: sentence(rule, field, instance, value) },
    );
    return true;
  }
  if (!field.nested || (field.isList ? Array.isArray(value) : isObject(value))) return false;
  const name = path + field.name;
  if (value === undefined) problems.push({ field: name, code: 'required', message: `${field.name} is required.` });
  else if (field.isList) problems.push({ field: name, code: 'is_array', message: `${field.name} must be a list.` });
  else problems.push({ field: name, code: 'is_object', message: `${field.name} must be an object.` });
  return true;
}

function checkNested(
  nested: RequestShape,
  value: unknown,
  plain: unknown,
  path: string,
  problems: FieldProblem[],
): void {
  if (!Array.isArray(value)) {
    check(nested, value as Members, isObject(plain) ? plain : {}, `${path}.`, problems);
    return;
  }
  const items = Array.isArray(plain) ? (plain as unknown[]) : [];
  value.forEach((item: unknown, index) => {
    if (problems.length > MAX_PROBLEMS) return;
    const place = `${path}[${index}]`;
    if (isObject(item)) check(nested, item, isObject(items[index]) ? items[index] : {}, `${place}.`, problems);
    else problems.push({ field: place, code: 'is_object', message: `${place} must be an object.` });
  });
}

function holds(rule: Rule, field: Field, instance: Members, value: unknown): boolean {
  const args = argumentsFor(rule, field, instance, value);
  return rule.each && Array.isArray(value)
    ? value.every((item) => rule.validator.validate(item, args) === true)
    : rule.validator.validate(value, args) === true;
}

function argumentsFor(rule: Rule, field: Field, instance: Members, value: unknown): ValidationArguments {
  return {
    targetName: instance.constructor.name,
    property: field.name,
    object: instance,
    value,
    constraints: rule.constraints,
  };
}

function sentence(rule: Rule, field: Field, instance: Members, value: unknown): string {
  const args = argumentsFor(rule, field, instance, value);
  const template = rule.message ?? rule.validator.defaultMessage?.(args) ?? '$property is wrong';
  const text = (typeof template === 'function' ? template(args) : template)
    .replace(/\$constraint(\d+)/g, (token, number: string) =>
      constraintText(rule.constraints?.[Number(number) - 1], token),
    )
    .replace(/\$property/g, field.name);
  return text.endsWith('.') ? text : `${text}.`;
}

function constraintText(constraint: unknown, token: string): string {
  if (constraint === undefined) return token;
  return Array.isArray(constraint) ? constraint.join(', ') : String(constraint);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}
