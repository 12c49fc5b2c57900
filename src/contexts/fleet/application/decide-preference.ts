import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { notFound } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { PreferenceRequest } from '../domain/preference-request';
import { type Scope, WHOLE_ORGANIZATION } from '../domain/scope';
import { PreferenceRequests } from '../persistence/preference-requests';
import { HeldPreferences } from './held-preferences';

/** An approver agrees or refuses, for the drivers of his scope and never for himself; or the driver withdraws. */
@Injectable()
export class DecidePreference {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly requests: PreferenceRequests,
    private readonly held: HeldPreferences,
  ) {}

  /** @throws DomainError not_found, `own_preference`, `preference_request_decided`, and those of `HeldPreferences.assertPossible` */
  approve(id: string, reason: string | undefined, principal: Principal): Promise<PreferenceRequest> {
    return this.execute(id, principal, principal, async (request, now) => {
      await this.requests.change(request, () => request.approve(principal, reason ?? null, now));
      await this.held.assertPossible(request.key, request.value, request.organizationId);
      await this.held.hold(request, now);
    });
  }

  /** @throws DomainError not_found, `own_preference`, `preference_request_decided` */
  reject(id: string, reason: string, principal: Principal): Promise<PreferenceRequest> {
    return this.execute(id, principal, principal, async (request, now) => {
      await this.requests.change(request, () => request.reject(principal, reason, now));
    });
  }

  /** By the driver who asked. @throws DomainError not_found, `preference_request_decided` */
  withdraw(id: string, principal: Principal): Promise<PreferenceRequest> {
    return this.execute(id, principal, WHOLE_ORGANIZATION, async (request, now) => {
      if (request.driverId !== principal.driverId) throw notFound('preference request', id);
      await this.requests.change(request, () => request.withdraw(principal.userId, now));
    });
  }

  private execute(
    id: string,
    principal: Principal,
    scope: Scope,
    decide: (request: PreferenceRequest, now: Date) => Promise<void>,
  ): Promise<PreferenceRequest> {
    return this.unitOfWork.run(
      async () => {
        const { driverId } = await this.requests.getInScope(id, scope);
        await this.unitOfWork.lock([lock('driver', driverId)]);
        const request = await this.requests.lockInScope(id, scope);
        await decide(request, this.clock.now());
        return request;
      },
      { locks: [lock('organization', organizationOf(principal))] },
    );
  }
}
