import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverPreferencesChanged } from '../contracts/fleet-events';
import { activeSet, changedKeys, PreferenceDefinition, type PreferenceTerms } from '../domain/preference-definition';
import { ApprovedPreferences } from '../persistence/approved-preferences';
import { PreferenceDefinitions } from '../persistence/preference-definitions';

type Range = 'choices' | 'minimum' | 'maximum';
/** What does not apply to its kind is left out. */
export type AskedTerms = Omit<PreferenceTerms, 'key' | Range> & { readonly [K in Range]?: PreferenceTerms[K] };

/**
 * Says what drivers may prefer, over what is usual or beside it. What holds of each driver is told anew where it changes by
 * that, in the same transaction; what was approved is kept, and holds again once it is a value again.
 */
@Injectable()
export class DefinePreference {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly definitions: PreferenceDefinitions,
    private readonly approved: ApprovedPreferences,
  ) {}

  /**
   * @throws DomainError `outside_scope`, `preference_key_invalid`, `preferences_in_use`, and those of
   *   `PreferenceDefinition.define` and `redefine`
   */
  execute(key: string, asked: AskedTerms, principal: Principal): Promise<PreferenceTerms> {
    const organizationId = organizationOf(principal);
    assertKey(key);
    const { choices = null, minimum = null, maximum = null, ...rest } = asked;
    const terms = { key, ...rest, choices, minimum, maximum };
    assertWholeOrganization(principal);
    return this.unitOfWork.run(
      async () => {
        const now = this.clock.now();
        const known = (await this.definitions.open(organizationId)).find(({ key }) => key === terms.key);
        const before = await this.definitions.all(organizationId);
        if (known) await this.definitions.change(known, () => known.redefine(terms, now));
        else await this.define(terms, before, organizationId, now);
        await this.tell(before, await this.definitions.all(organizationId), organizationId, now);
        return terms;
      },
      { locks: [lock('organization', organizationId)] },
    );
  }

  /** A usual one keeps its kind too. */
  private async define(terms: PreferenceTerms, before: PreferenceTerms[], organizationId: string, now: Date) {
    const usual = before.find(({ key }) => key === terms.key);
    const definition = PreferenceDefinition.define(uuidv7(), organizationId, usual ?? terms, now);
    if (usual) definition.redefine(terms, now);
    await this.definitions.add(definition);
  }

  private async tell(before: PreferenceTerms[], after: PreferenceTerms[], organizationId: string, now: Date) {
    for (const { driverId, approved } of await this.approved.ofEverybody(organizationId)) {
      const preferences = activeSet(after, approved);
      const changed = changedKeys(activeSet(before, approved), preferences);
      if (changed.length === 0) continue;
      await this.unitOfWork.publish(new DriverPreferencesChanged(driverId, { driverId, preferences, changed }, now));
    }
  }
}

function assertKey(key: string): void {
  if (/^[a-z][a-z0-9_]{1,59}$/.test(key) && key !== 'requests') return;
  const sentence = 'The key is 2 to 60 small letters, digits and underscores, beginning with a letter.';
  throw new DomainError('invalid', 'preference_key_invalid', sentence, { field: 'key' });
}
