import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { PreferenceValue } from '../contracts/fleet-events';
import type { PreferenceTerms } from '../domain/preference-definition';
import type { PreferenceRequest } from '../domain/preference-request';
import { WHOLE_ORGANIZATION } from '../domain/scope';
import { Drivers } from '../persistence/drivers';
import { PreferenceDefinitions } from '../persistence/preference-definitions';
import { type PreferenceRequestFilters, PreferenceRequests } from '../persistence/preference-requests';
import { HeldPreferences } from './held-preferences';

/** What there is to prefer, what holds of a driver, and what was asked for. */
@Injectable()
export class ReadPreferences {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivers: Drivers,
    private readonly definitions: PreferenceDefinitions,
    private readonly requests: PreferenceRequests,
    private readonly held: HeldPreferences,
  ) {}

  /** By key, also those that are not active. */
  defined(principal: Principal): Promise<PreferenceTerms[]> {
    return this.unitOfWork.run(() => this.definitions.all(organizationOf(principal)));
  }

  /** @throws DomainError not_found */
  ofDriver(driverId: string, principal: Principal): Promise<Record<string, PreferenceValue>> {
    return this.unitOfWork.run(async () => {
      const { organizationId } = await this.drivers.getInScope(driverId, principal);
      return this.held.of(driverId, organizationId);
    });
  }

  /** @throws DomainError `not_a_driver` */
  async own(principal: Principal): Promise<Record<string, PreferenceValue>> {
    return this.unitOfWork.run(() => this.held.of(driverOf(principal), organizationOf(principal)));
  }

  /** Newest first. */
  asked(query: PageRequest & PreferenceRequestFilters, principal: Principal): Promise<Page<PreferenceRequest>> {
    return this.unitOfWork.run(() => this.requests.list(query, query, principal));
  }

  /** Newest first. @throws DomainError `not_a_driver` */
  async askedByOneself(page: PageRequest, principal: Principal): Promise<Page<PreferenceRequest>> {
    const mine = { driverId: driverOf(principal) };
    return this.unitOfWork.run(() => this.requests.list(mine, page, WHOLE_ORGANIZATION));
  }
}

function driverOf({ driverId }: Principal): string {
  if (driverId !== null) return driverId;
  throw new DomainError('forbidden', 'not_a_driver', 'Only a driver has preferences here.');
}
