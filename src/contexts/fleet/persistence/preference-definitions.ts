import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { PreferenceDefinition, type PreferenceTerms, USUAL_PREFERENCES } from '../domain/preference-definition';

/** Read and changed under the organization's lock. */
@Injectable()
export class PreferenceDefinitions extends AggregateStore<PreferenceDefinition> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, PreferenceDefinition, 'preference');
  }

  /** What the organization says itself. */
  own(organizationId: string): Promise<PreferenceDefinition[]> {
    return this.unitOfWork.manager.find(PreferenceDefinition, { where: { organizationId }, order: { key: 'ASC' } });
  }

  /** What is usual, but as the organization says where it does, and what it says besides; by key. */
  async all(organizationId: string): Promise<PreferenceTerms[]> {
    const own = await this.own(organizationId);
    const usual = USUAL_PREFERENCES.filter(({ key }) => !own.some((definition) => definition.key === key));
    return [...usual, ...own].sort((a, b) => (a.key < b.key ? -1 : 1));
  }
}

/** @throws DomainError `preference_not_found` */
export function definitionOf(definitions: readonly PreferenceTerms[], key: string): PreferenceTerms {
  const definition = definitions.find((each) => each.key === key);
  if (!definition) throw notFound('preference', key);
  return definition;
}
