import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { CancellationPolicy } from '../domain/cancellation-policy';
import { refusedByState } from '../domain/ride-errors';

@Injectable()
export class CancellationPolicies extends AggregateStore<CancellationPolicy> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, CancellationPolicy, 'cancellation policy', {
      cancellation_policies_no_overlap: () =>
        refusedByState('cancellation_policies_overlap', 'Another policy is in force in a part of that time.'),
    });
  }

  /** The one without an end that began before then. */
  async openBefore(at: Date): Promise<CancellationPolicy | null> {
    const organizationId = this.unitOfWork.organizationId!;
    const where = { organizationId, effectiveTo: IsNull(), effectiveFrom: LessThan(at) };
    return this.unitOfWork.manager.findOneBy(CancellationPolicy, where);
  }

  /** Latest first. */
  async list({ limit, after }: { limit: number; after?: string }): Promise<Page<CancellationPolicy>> {
    const query = this.unitOfWork.manager
      .createQueryBuilder(CancellationPolicy, 'p')
      .where('p.organizationId = :organizationId', { organizationId: this.unitOfWork.organizationId })
      .orderBy('p.effectiveFrom', 'DESC')
      .addOrderBy('p.id', 'DESC')
      .limit(limit + 1);
    const cursor = decodeCursor(after, true);
    if (cursor) query.andWhere('(p.effectiveFrom, p.id) < (:at, :id)', { at: cursor.at, id: cursor.id });
    return pageOf(
      await query.getMany(),
      limit,
      (policy) => encodeCursor(policy.id, policy.effectiveFrom),
      (policy) => policy,
    );
  }
}
