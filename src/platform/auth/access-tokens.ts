import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { ExtractJwt } from 'passport-jwt';
import { DomainError } from '../errors/domain-error';

export const TOKEN_ISSUER = 'cabstand';
export const TOKEN_AUDIENCE = 'cabstand-api';

/** How access tokens are signed. A KeyObject, never a string: verifying with a string costs 34 times as much. */
export class AccessTokenSettings {
  constructor(
    readonly key: KeyObject,
    /** Seconds of wall time; short, since a token outlives nothing but itself. */
    readonly lifetimeSeconds: number,
  ) {}
}

export interface AccessTokenClaims {
  /** The user. */
  readonly sub: string;
  /** The session, by which the guard finds the principal. */
  readonly sid: string;
  /** Seconds since the epoch. */
  readonly exp: number;
}

const REMEMBERED_TOKENS = 10_000;
/** As the guard's strategy finds it. */
const tokenIn = ExtractJwt.fromAuthHeaderAsBearerToken();

/** Which of the ways of not being let in it was. @param why what verifying the token threw */
export function notLetIn(authorization: string | undefined, why: unknown): DomainError {
  if (authorization === undefined) {
    return new DomainError(
      'unauthenticated',
      'token_missing',
      'Send an access token in the Authorization header, as Bearer.',
    );
  }
  if (why instanceof Error && why.name === 'TokenExpiredError') {
    return new DomainError('unauthenticated', 'token_expired', 'The access token has expired. Refresh it.');
  }
  return new DomainError('unauthenticated', 'token_invalid', 'The access token is not one that this service issued.');
}

@Injectable()
export class AccessTokens {
  private readonly jwt: JwtService;
  private readonly verified = new Map<string, { userId: string; expiresAt: number }>();

  constructor(private readonly settings: AccessTokenSettings) {
    this.jwt = new JwtService({
      secret: settings.key,
      signOptions: {
        algorithm: 'HS256',
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
        expiresIn: settings.lifetimeSeconds,
      },
      verifyOptions: { algorithms: ['HS256'], issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE },
    });
  }

  /** Wall time: a token is a lease, no business rule. */
  sign(userId: string, sessionId: string): { token: string; expiresInSeconds: number } {
    return { token: this.jwt.sign({ sub: userId, sid: sessionId }), expiresInSeconds: this.settings.lifetimeSeconds };
  }

  /**
   * The user whom a genuine, unexpired token names, else null. It says nothing of the session, which may be revoked: it
   * decides whose share of the rate limit a request counts against, before the guard decides whether it is let in.
   */
  userOf(token: string): string | null {
    const known = this.verified.get(token);
    if (known) return known.expiresAt > Date.now() ? known.userId : null;
    try {
      const claims = this.jwt.verify<AccessTokenClaims>(token);
      if (this.verified.size >= REMEMBERED_TOKENS) this.verified.clear();
      this.verified.set(token, { userId: claims.sub, expiresAt: claims.exp * 1000 });
      return claims.sub;
    } catch {
      return null;
    }
  }

  /** What the guard would refuse this token with before it looks at the session; null where it would look. */
  refusalOf(request: { readonly headers: { readonly authorization?: string } }): DomainError | null {
    const token = tokenIn(request);
    if (token !== null && this.userOf(token) !== null) return null;
    let why: unknown;
    try {
      if (token !== null) this.jwt.verify(token);
    } catch (error) {
      why = error;
    }
    return notLetIn(request.headers.authorization, why);
  }
}
