import { createParamDecorator, type ExecutionContext, SetMetadata, UnauthorizedException } from '@nestjs/common';
import type { Principal } from './principal';

export const PERMISSION = 'cabstand:permission';
export const PUBLIC = 'cabstand:public';

/** The caller must hold this permission. A route with neither this nor `@Public` is refused, and a test lists every route. */
export const RequirePermission = (permission: string): MethodDecorator & ClassDecorator =>
  SetMetadata(PERMISSION, permission);

/** Anyone may call: login, health, and what else needs no caller. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** The caller, in a controller method's parameter. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = context.switchToHttp().getRequest<{ principal?: Principal }>().principal;
  if (!principal) throw new UnauthorizedException();
  return principal;
});
