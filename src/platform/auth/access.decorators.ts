import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Principal } from './principal';

export const PERMISSION = 'cabstand:permission';
export const PUBLIC = 'cabstand:public';
export const ACCEPTS_TICKET = 'cabstand:accepts-ticket';

/** The caller must hold this permission. A route with neither this nor `@Public` is refused, and a test lists every route. */
export const RequirePermission = (permission: string): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PERMISSION, permission), ApiExtension('x-permission', permission));

/** Who sends no access token may show a one-use ticket as `?ticket=`: for a browser's EventSource, which sends no headers. */
export const AcceptsTicket = (): MethodDecorator => SetMetadata(ACCEPTS_TICKET, true);

/** Anyone may call: login, health, and what else needs no caller. */
export const Public = (): MethodDecorator & ClassDecorator => {
  const mark = SetMetadata(PUBLIC, true);
  const describe = ApiExtension('x-public', true);
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    // Of a controller, its methods may still name a permission, and the description goes by those.
    if (key === undefined || !descriptor) return mark(target as never);
    mark(target, key, descriptor);
    describe(target, key, descriptor);
  };
};

/** The caller, in a controller method's parameter. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = context.switchToHttp().getRequest<{ principal?: Principal }>().principal;
  if (!principal) throw new UnauthorizedException();
  return principal;
});
