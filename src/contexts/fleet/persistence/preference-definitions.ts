import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { sqlState, UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { PreferenceDefinition, type PreferenceTerms, USUAL_PREFERENCES } from '../domain/preference-definition';

const KEY = `hashtextextended('fleet.preference_definitions ' || $1, 31)`;
const HOLD: Statement = {
  name: 'fleet.preference_definitions.hold',
  text: `SELECT pg_advisory_xact_lock_shared(${KEY})`,
};
/** Whoever registers drivers meanwhile waits behind the one who defines: he gives up soon, for the rest of his transaction too. */
const PATIENCE = `SELECT set_config('lock_timeout', '2s', true)`;
const CLOSE: Statement = { name: 'fleet.preference_definitions.close', text: `SELECT pg_advisory_xact_lock(${KEY})` };
/** PostgreSQL's lock_not_available. */
const GAVE_UP = '55P03';

/** Changed under the organization's lock, by which wishes are asked and decided too; who registers drivers holds them. */
@Injectable()
export class PreferenceDefinitions extends AggregateStore<PreferenceDefinition> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, PreferenceDefinition, 'preference');
  }

  /**
   * What the organization says itself, held until the transaction ends: a driver who is being registered by it is committed
   * before a change of it, which then tells of him.
   */
  hold(organizationId: string): Promise<readonly PreferenceDefinition[]> {
    return this.unitOfWork.once(`${PreferenceDefinitions.name} ${organizationId}`, async () => {
      await this.unitOfWork.query(HOLD, [organizationId]);
      return this.own(organizationId);
    });
  }

  /**
   * What the organization says itself, to be changed: waits for whoever registers drivers, two seconds at most.
   * @throws DomainError (conflict) `preferences_in_use`
   */
  async open(organizationId: string): Promise<PreferenceDefinition[]> {
    await this.unitOfWork.query(PATIENCE);
    try {
      await this.unitOfWork.query(CLOSE, [organizationId]);
    } catch (error) {
      throw sqlState(error) === GAVE_UP ? inUse() : error;
    }
    return this.own(organizationId);
  }

  /** What is usual, but as the organization says where it does, and what it says besides; by key. */
  async all(organizationId: string): Promise<PreferenceTerms[]> {
    return withUsual(await this.own(organizationId));
  }

  private own(organizationId: string): Promise<PreferenceDefinition[]> {
    return this.unitOfWork.manager.find(PreferenceDefinition, { where: { organizationId }, order: { key: 'ASC' } });
  }
}

export function withUsual(own: readonly PreferenceTerms[]): PreferenceTerms[] {
  const usual = USUAL_PREFERENCES.filter(({ key }) => !own.some((definition) => definition.key === key));
  return [...usual, ...own].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** @throws DomainError `preference_not_found` */
export function definitionOf(definitions: readonly PreferenceTerms[], key: string): PreferenceTerms {
  const definition = definitions.find((each) => each.key === key);
  if (!definition) throw notFound('preference', key);
  return definition;
}

function inUse(): DomainError {
  return new DomainError(
    'conflict',
    'preferences_in_use',
    'Drivers are being registered by these preferences just now, as by an import. Nothing was changed; send it again later.',
  );
}
