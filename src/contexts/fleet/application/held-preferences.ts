import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverPreferencesChanged, type PreferenceValue } from '../contracts/fleet-events';
import { activeSet, assertValueOf, changedKeys, type PreferenceTerms } from '../domain/preference-definition';
import type { PreferenceRequest } from '../domain/preference-request';
import { ApprovedPreferences } from '../persistence/approved-preferences';
import { definitionOf, PreferenceDefinitions } from '../persistence/preference-definitions';

/** Part of asking and of approving: what holds of a driver, and what does once a wish of his is approved. */
@Injectable()
export class HeldPreferences {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly definitions: PreferenceDefinitions,
    private readonly approved: ApprovedPreferences,
  ) {}

  async of(driverId: string, organizationId: string): Promise<Record<string, PreferenceValue>> {
    return activeSet(await this.definitions.all(organizationId), await this.approved.of(driverId));
  }

  /** @throws DomainError `preference_not_found`, `preference_not_active`, `preference_value_invalid` */
  async assertPossible(key: string, value: unknown, organizationId: string): Promise<PreferenceTerms> {
    const terms = definitionOf(await this.definitions.all(organizationId), key);
    if (!terms.active) {
      throw new DomainError('conflict', 'preference_not_active', `${terms.name} is not a preference any more.`, {
        key,
      });
    }
    assertValueOf(terms, value);
    return terms;
  }

  /** Makes the approved wish hold, and tells all that holds of the driver where that changes it. */
  async hold(request: PreferenceRequest, at: Date): Promise<void> {
    const { driverId, organizationId } = request;
    const before = await this.of(driverId, organizationId);
    await this.approved.approve(request);
    const preferences = await this.of(driverId, organizationId);
    const changed = changedKeys(before, preferences);
    if (changed.length === 0) return;
    await this.unitOfWork.publish(new DriverPreferencesChanged(driverId, { driverId, preferences, changed }, at));
  }
}
