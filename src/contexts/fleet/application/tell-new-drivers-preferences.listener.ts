import { Injectable } from '@nestjs/common';
import { InTransactionTogether } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverPreferencesChanged, DriverRegistered } from '../contracts/fleet-events';
import { activeSet } from '../domain/preference-definition';
import { PreferenceDefinitions, withUsual } from '../persistence/preference-definitions';

const NOTHING_APPROVED = new Map<string, never>();

/**
 * Where an organization has preferences of its own, a new driver's defaults may keep him from some work, and are told. The
 * usual ones keep nobody from anything, so that nothing need be said.
 */
@Injectable()
export class TellNewDriversPreferences {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly definitions: PreferenceDefinitions,
  ) {}

  // After those who remember the driver.
  @InTransactionTogether(DriverRegistered, { order: 100 })
  async tell(facts: readonly DriverRegistered[]): Promise<void> {
    for (const organizationId of new Set(facts.map((fact) => fact.organizationId))) {
      if (organizationId === null) continue;
      // Also where it says nothing yet: whoever defines the first cannot see who is not committed.
      const own = await this.definitions.hold(organizationId);
      if (own.length === 0) continue;
      const preferences = activeSet(withUsual(own), NOTHING_APPROVED);
      const changed = Object.keys(preferences);
      const theirs = facts.filter((fact) => fact.organizationId === organizationId);
      await this.unitOfWork.publish(
        ...theirs.map(({ payload: { driverId }, occurredAt }) => {
          const told = { driverId, preferences, changed };
          return new DriverPreferencesChanged(driverId, told, occurredAt);
        }),
      );
    }
  }
}
