import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const OWN_IDEMPOTENCY = 'cabstand:own-idempotency';

/** The route is safe to repeat by its own nature, and an `Idempotency-Key` on it is ignored. */
export const OwnIdempotency = (): MethodDecorator =>
  applyDecorators(SetMetadata(OWN_IDEMPOTENCY, true), ApiExtension('x-own-idempotency', true));
