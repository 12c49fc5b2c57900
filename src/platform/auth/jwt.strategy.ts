import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ExtractJwt, Strategy, type StrategyOptionsWithRequest } from 'passport-jwt';
import { validate as isUuid } from 'uuid';
import { DomainError } from '../errors/domain-error';
import { type AccessTokenClaims, AccessTokenSettings, TOKEN_AUDIENCE, TOKEN_ISSUER } from './access-tokens';
import type { Principal } from './principal';
import { PrincipalReader } from './principal-reader';

/** Names the organization that a super admin acts in. */
export const ORGANIZATION_HEADER = 'cabstand-organization';

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    settings: AccessTokenSettings,
    private readonly principals: PrincipalReader,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // The typings know strings and buffers only; jsonwebtoken takes the key as it is.
      secretOrKey: settings.key as unknown as Buffer,
      algorithms: ['HS256'],
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
      passReqToCallback: true,
    } satisfies StrategyOptionsWithRequest);
  }

  async validate(request: FastifyRequest, claims: AccessTokenClaims): Promise<Principal> {
    const principal = isUuid(claims.sid) ? await this.principals.find(claims.sid, organizationAskedFor(request)) : null;
    if (!principal || principal.userId !== claims.sub) {
      throw new DomainError('unauthenticated', 'session_ended', 'This session has ended. Log in again.');
    }
    return principal;
  }
}

function organizationAskedFor(request: FastifyRequest): string | null {
  const header = request.headers[ORGANIZATION_HEADER];
  if (header === undefined) return null;
  if (typeof header === 'string' && isUuid(header)) return header.toLowerCase();
  throw new DomainError(
    'invalid',
    'organization_header_invalid',
    'The Cabstand-Organization header must be the id of an organization.',
  );
}
