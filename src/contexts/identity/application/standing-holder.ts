import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Holder } from '../domain/access';

/** Part of whatever hands out permissions: what the caller may do at that moment, not when his request came in. */
@Injectable()
export class StandingHolder {
  constructor(private readonly principals: PrincipalWriter) {}

  /**
   * Until the transaction ends nobody takes from him what he hands out: whoever would waits, and whoever did was waited for.
   * @throws DomainError `session_ended`
   */
  async of({ sessionId }: Principal): Promise<Holder> {
    const access = await this.principals.hold(sessionId);
    if (!access) throw new DomainError('unauthenticated', 'session_ended', 'This session has ended. Log in again.');
    return { permissions: new Set(access.permissions), fleetIds: access.fleetIds, hubIds: access.hubIds };
  }
}
