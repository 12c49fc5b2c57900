import { IsString, Matches } from 'class-validator';

export class RefreshSessionRequest {
  /**
   * The one from the last login or refresh.
   * @example cabstand_rt_q1vHkT0Jw3nB7yXcR5sDf8Lm2pGzA9eUiOoK4hVtWbM
   */
  @IsString()
  @Matches(/^cabstand_rt_[A-Za-z0-9_-]{43}$/, { message: 'refreshToken must be one that was issued here' })
  refreshToken: string;
}
