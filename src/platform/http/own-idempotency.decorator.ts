import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const OWN_IDEMPOTENCY = 'cabstand:own-idempotency';

/** The route is safe to repeat by its own nature, and an `Idempotency-Key` on it is ignored. */
export const OwnIdempotency = (): MethodDecorator =>
  applyDecorators(SetMetadata(OWN_IDEMPOTENCY, true), ApiExtension('x-own-idempotency', true));

export const IDEMPOTENT_BY_ITEM = 'cabstand:idempotent-by-item';

/** The route is about many things, each in a unit of work of its own, and honours an `Idempotency-Key` for each (`OncePerItem`). */
export const IdempotentByItem = (): MethodDecorator =>
  applyDecorators(SetMetadata(IDEMPOTENT_BY_ITEM, true), ApiExtension('x-idempotent-by-item', true));
