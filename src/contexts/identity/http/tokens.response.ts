import type { OpenedSession, Tokens } from '../application/open-session';
import { MeResponse } from './me.response';

export class TokensResponse {
  /**
   * For the Authorization header, as Bearer.
   * @example eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTlhOWQxYiJ9.c2lnbmF0dXJl
   */
  accessToken: string;
  /**
   * How long the access token lasts.
   * @example 900
   */
  expiresInSeconds: number;
  /**
   * Good for one refresh, which answers the next one. To show an old one again ends the session.
   * @example cabstand_rt_q1vHkT0Jw3nB7yXcR5sDf8Lm2pGzA9eUiOoK4hVtWbM
   */
  refreshToken: string;
  refreshExpiresAt: string;

  static of({ accessToken, expiresInSeconds, refreshToken, refreshExpiresAt }: Tokens): TokensResponse {
    return { accessToken, expiresInSeconds, refreshToken, refreshExpiresAt: refreshExpiresAt.toISOString() };
  }
}

export class LoginResponse extends TokensResponse {
  me: MeResponse;

  static override of(opened: OpenedSession): LoginResponse {
    return { ...TokensResponse.of(opened), me: MeResponse.of(opened.me) };
  }
}
