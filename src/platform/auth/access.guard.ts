import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error';
import { callContext } from '../telemetry/call-context';
import { PERMISSION, PUBLIC } from './access.decorators';
import type { Principal } from './principal';

const PASSPORT_OPTIONS = { session: false, property: 'principal' };

/** Lets a request in when its route is public, or when the caller holds the permission that the route names. Else nobody. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.permissionFor(context);
    if (permission === null) return true;

    await super.canActivate(context);
    const { principal } = context.switchToHttp().getRequest<{ principal: Principal }>();
    rememberCaller(principal);
    if (!principal.permissions.has(permission)) {
      throw new DomainError('forbidden', 'permission_missing', `This needs the permission ${permission}.`, {
        permission,
      });
    }
    return true;
  }

  /** What the method says stands before what its controller says, and a permission before `@Public`. Null: public. */
  private permissionFor(context: ExecutionContext): string | null {
    for (const place of [context.getHandler(), context.getClass()]) {
      const permission = this.reflector.get<string | undefined>(PERMISSION, place);
      if (permission !== undefined) return permission;
      if (this.reflector.get<boolean | undefined>(PUBLIC, place)) return null;
    }
    throw new DomainError('not_found', 'not_found', 'There is nothing here.');
  }

  override getAuthenticateOptions(): typeof PASSPORT_OPTIONS {
    return PASSPORT_OPTIONS;
  }

  /** Says which of the ways of not being let in it was. */
  override handleRequest<T>(error: unknown, principal: T | false | null, why: unknown, context: ExecutionContext): T {
    if (error) throw error as Error;
    if (principal) return principal;
    if (context.switchToHttp().getRequest<FastifyRequest>().headers.authorization === undefined) {
      throw new DomainError(
        'unauthenticated',
        'token_missing',
        'Send an access token in the Authorization header, as Bearer.',
      );
    }
    if (why instanceof Error && why.name === 'TokenExpiredError') {
      throw new DomainError('unauthenticated', 'token_expired', 'The access token has expired. Refresh it.');
    }
    throw new DomainError('unauthenticated', 'token_invalid', 'The access token is not one that this service issued.');
  }
}

function rememberCaller(principal: Principal): void {
  const context = callContext.get();
  if (!context) return;
  context.actor = { type: 'user', id: principal.userId };
  context.organizationId = principal.organizationId;
}
