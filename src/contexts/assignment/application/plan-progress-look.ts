import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { ProgressLookPlanned } from '../contracts/assignment-events';

export type LookFacts = Omit<ConstructorParameters<typeof ProgressLookPlanned>[1], 'dueAt'>;

/** Sets the timer of the next look at a driver on his way. */
@Injectable()
export class PlanProgressLook {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute(facts: LookFacts, dueAt: Date, now: Date): Promise<void> {
    const timer = new ProgressLookPlanned(facts.engagementId, { ...facts, dueAt: dueAt.toISOString() }, now);
    timer.aggregateVersion = 1;
    await this.unitOfWork.schedule(timer, dueAt);
  }
}
