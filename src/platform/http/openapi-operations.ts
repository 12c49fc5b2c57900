import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
export type OperationObject = NonNullable<PathItem['get']> & { [extension: `x-${string}`]: unknown };
export type SchemaObject = Exclude<
  NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string],
  { $ref: string }
>;
export type SchemaOrReference = SchemaObject | { $ref: string };

export interface Operation {
  readonly path: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly operation: OperationObject;
  /** `POST /v1/rides`, for sentences. */
  readonly place: string;
}

export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method] as OperationObject | undefined;
      return operation ? [{ path, method, operation, place: `${method.toUpperCase()} ${path}` }] : [];
    }),
  );
}
