import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Aggregate } from '../../../platform/events/aggregate';
import { CancellationPolicyAdded, CancellationPolicyEnded } from '../contracts/ride-terms-events';
import { assertCancellationTerms, type CancellationTerms } from './cancellation-terms';
import { invalidRequest, ruleNotMet } from './ride-errors';

export interface NewCancellationPolicy {
  readonly id: string;
  readonly organizationId: string;
  readonly effectiveFrom: Date;
  /** Not included; null while no end is set. */
  readonly effectiveTo: Date | null;
  readonly terms: CancellationTerms;
}

/** Never edited: another policy follows it. A ride keeps the terms under which it was booked. */
@Entity({ schema: 'ride', name: 'cancellation_policies' })
export class CancellationPolicy extends Aggregate implements NewCancellationPolicy {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'organization_id' })
  organizationId: string;

  @Column('int')
  version: number;

  @Column('timestamptz', { name: 'effective_from' })
  effectiveFrom: Date;

  @Column('timestamptz', { name: 'effective_to' })
  effectiveTo: Date | null;

  @Column('jsonb')
  terms: CancellationTerms;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** @throws DomainError `invalid_cancellation_terms`, `invalid_policy_period` (invalid); `policy_begins_in_past` (rule). */
  static add(policy: NewCancellationPolicy, now: Date): CancellationPolicy {
    assertCancellationTerms(policy.terms);
    const { id: policyId, effectiveFrom, effectiveTo, terms } = policy;
    if (effectiveFrom < now) {
      throw ruleNotMet(
        'policy_begins_in_past',
        'A policy begins now or later: rides were booked under the one before.',
        {
          now: now.toISOString(),
        },
      );
    }
    if (effectiveTo !== null && !(effectiveTo > effectiveFrom)) {
      throw invalidRequest('invalid_policy_period', 'The effectiveTo of a policy must be after its effectiveFrom.');
    }
    const added = Object.assign(new CancellationPolicy(), policy, { createdAt: now });
    const period = { effectiveFrom: effectiveFrom.toISOString(), effectiveTo: effectiveTo?.toISOString() ?? null };
    added.record(new CancellationPolicyAdded(policyId, { policyId, ...period, terms: { ...terms } }, now));
    return added;
  }

  /** Another begins there. It was in force until then, so `at` lies after its own beginning. */
  giveWay(at: Date, now: Date): void {
    this.effectiveTo = at;
    const said = { policyId: this.id, effectiveTo: at.toISOString() };
    this.record(new CancellationPolicyEnded(this.id, said, now));
  }
}
