import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Caller, Public, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { RateLimit } from '../../../platform/http/route-limits';
import { LogOut } from '../application/log-out';
import { RefreshSession } from '../application/refresh-session';
import { RequestOtp } from '../application/request-otp';
import { RequestRiderOtp } from '../application/request-rider-otp';
import { SignUpRider } from '../application/sign-up-rider';
import { VerifyOtp } from '../application/verify-otp';
import { identityPermissions } from '../identity.permissions';
import { RefreshSessionRequest } from './refresh-session.request';
import { RequestOtpRequest } from './request-otp.request';
import { RequestedOtpResponse } from './requested-otp.response';
import { RequestRiderOtpRequest, SignUpRiderRequest } from './rider-sign-up.request';
import { LoginResponse, TokensResponse } from './tokens.response';
import { UserAgent } from './user-agent.decorator';
import { VerifyOtpRequest } from './verify-otp.request';

@ApiGroup('Login', 'Logging in with a phone and a one-time password, and staying logged in.')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly requesting: RequestOtp,
    private readonly verifying: VerifyOtp,
    private readonly requestingToSignUp: RequestRiderOtp,
    private readonly signingUp: SignUpRider,
    private readonly refreshing: RefreshSession,
    private readonly loggingOut: LogOut,
  ) {}

  /**
   * Texts a one-time password to a phone.
   *
   * The answer is the same whether or not anybody may log in with the phone; if nobody may, no message goes out and no code is
   * right. A phone waits between two codes, longer after several that nobody answered; where its owner has logged in before, only
   * for those that were asked for there. So does an address that asks for very many: 429 `otp_cooling_down`, with `Retry-After`.
   */
  @Post('otp')
  @HttpCode(202)
  @Public()
  @RateLimit({ requests: 120, perSeconds: 60 })
  async requestOtp(@Body() body: RequestOtpRequest): Promise<RequestedOtpResponse> {
    return RequestedOtpResponse.of(await this.requesting.execute(body));
  }

  /**
   * Logs in with a one-time password.
   *
   * A code lasts five minutes and five tries. Whoever has roles in several organizations and names none is answered 409
   * `choose_organization` with `choices`, and shows the same code again with one of them.
   */
  @Post('otp/verify')
  @HttpCode(200)
  @Public()
  @RateLimit({ requests: 120, perSeconds: 60 })
  async verifyOtp(@Body() body: VerifyOtpRequest, @UserAgent() userAgent?: string): Promise<LoginResponse> {
    return LoginResponse.of(await this.verifying.execute({ ...body, userAgent }));
  }

  /**
   * Texts a one-time password to whoever wants to ride with an operator.
   *
   * The answer is the same for every phone and every operator, and waits between codes as any other: 429 `otp_cooling_down`. Where
   * there is no such operator no message goes out and no code is right. The code signs up, at /v1/auth/rider-sign-up; it logs
   * nobody in.
   */
  @Post('rider-otp')
  @HttpCode(202)
  @Public()
  @RateLimit({ requests: 120, perSeconds: 60 })
  async requestRiderOtp(@Body() body: RequestRiderOtpRequest): Promise<RequestedOtpResponse> {
    return RequestedOtpResponse.of(await this.requestingToSignUp.execute(body));
  }

  /**
   * Opens a rider’s account with a one-time password, and logs him in.
   *
   * Who is a rider of this operator already is simply logged in, and logs in as everybody does from now on. Who works for the operator
   * in a role that does not combine with riding is answered 409 `roles_do_not_combine`.
   */
  @Post('rider-sign-up')
  @HttpCode(200)
  @Public()
  @RateLimit({ requests: 120, perSeconds: 60 })
  async signUpRider(@Body() body: SignUpRiderRequest, @UserAgent() userAgent?: string): Promise<LoginResponse> {
    return LoginResponse.of(await this.signingUp.execute({ ...body, userAgent }));
  }

  /**
   * Exchanges a refresh token for new tokens.
   *
   * Each refresh token works once. One that comes a second time has been stolen from somebody: the session ends, for both.
   */
  @Post('refresh')
  @HttpCode(200)
  @Public()
  @RateLimit({ requests: 240, perSeconds: 60 })
  async refreshSession(@Body() body: RefreshSessionRequest): Promise<TokensResponse> {
    return TokensResponse.of(await this.refreshing.execute(body));
  }

  /** Ends the session that asks, with all its tokens. */
  @Post('logout')
  @HttpCode(204)
  @OwnIdempotency()
  @RequirePermission(identityPermissions.useOwnAccount)
  async logOut(@Caller() caller: Principal): Promise<void> {
    await this.loggingOut.execute(caller);
  }
}
