import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error';
import { callContext } from '../telemetry/call-context';
import { ACCEPTS_TICKET, PERMISSION, PUBLIC } from './access.decorators';
import { notLetIn } from './access-tokens';
import { OneUseTickets } from './one-use-tickets';
import type { Principal } from './principal';

const PASSPORT_OPTIONS = { session: false, property: 'principal' };

/** Lets a request in when its route is public, or when the caller holds the permission that the route names. Else nobody. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly tickets: OneUseTickets,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.permissionFor(context);
    if (permission === null) return true;

    const ticket = this.ticketShown(context);
    if (ticket === null) await super.canActivate(context);
    else await this.redeem(ticket, context);
    const { principal } = context.switchToHttp().getRequest<{ principal: Principal }>();
    rememberCaller(principal);
    if (!principal.permissions.has(permission)) {
      throw new DomainError('forbidden', 'permission_missing', `This needs the permission ${permission}.`, {
        permission,
      });
    }
    return true;
  }

  private ticketShown(context: ExecutionContext): string | null {
    if (!this.reflector.get<boolean | undefined>(ACCEPTS_TICKET, context.getHandler())) return null;
    const { headers, query } = context
      .switchToHttp()
      .getRequest<FastifyRequest<{ Querystring: { ticket?: unknown } }>>();
    return headers.authorization === undefined && typeof query.ticket === 'string' ? query.ticket : null;
  }

  private async redeem(ticket: string, context: ExecutionContext): Promise<void> {
    const principal = await this.tickets.redeem(ticket);
    if (!principal) {
      throw new DomainError(
        'unauthenticated',
        'ticket_invalid',
        'This ticket was used, has lapsed, or was never issued. Ask for a new one.',
      );
    }
    context.switchToHttp().getRequest<{ principal: Principal }>().principal = principal;
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
    throw notLetIn(context.switchToHttp().getRequest<FastifyRequest>().headers.authorization, why);
  }
}

function rememberCaller(principal: Principal): void {
  const context = callContext.get();
  if (!context) return;
  context.actor = { type: 'user', id: principal.userId };
  context.organizationId = principal.organizationId;
}
