import { SetMetadata } from '@nestjs/common';

export const OWN_IDEMPOTENCY = 'cabstand:own-idempotency';

/** The route is safe to repeat by its own nature, and an `Idempotency-Key` on it is ignored. */
export const OwnIdempotency = (): MethodDecorator => SetMetadata(OWN_IDEMPOTENCY, true);
