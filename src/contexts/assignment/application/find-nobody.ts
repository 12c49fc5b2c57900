import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { SearchRoundPlanned } from '../contracts/assignment-events';
import { type Look, recordOf } from '../domain/look';
import { type Scene, Searches } from '../persistence/searches';
import type { InWindow } from './offer-ride';
import { PlanWindow } from './plan-window';
import { RecordRound } from './record-round';

/** Ends a round that asks nobody: another is planned, or the search ends. */
@Injectable()
export class FindNobody {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly searches: Searches,
    private readonly planWindow: PlanWindow,
    private readonly recordRound: RecordRound,
    private readonly clock: Clock,
  ) {}

  /** @returns false where the search has moved on since the look */
  async execute(
    scene: Scene,
    look: Look,
    reason: 'radius_spent' | 'time_spent',
    inWindow: InWindow | null = null,
  ): Promise<boolean> {
    const { organizationId, rideId } = scene.search;
    const findNobody = async (): Promise<boolean> => {
      const current = await this.searches.still(scene);
      if (!current) return false;
      const { search, policy } = current;
      const now = this.clock.now();
      search.countRound(0);
      const over = search.isTimeSpent(now) || search.isRadiusSpent(policy);
      if (over) search.giveUp(reason, now);
      else search.lookAgainAt(search.nextRoundAt(policy, now));
      await this.searches.save(search);
      if (!over) await this.planNext(current, now);
      const note = !over ? ANOTHER_FOLLOWS : search.isTimeSpent(now) ? TIME_SPENT[reason] : RADIUS_SPENT;
      const whole = inWindow ? `${inWindow.note} ${note}` : note;
      const record = recordOf(search, look, [], whole, now);
      await this.recordRound.execute({ ...record, windowId: inWindow?.windowId ?? null });
      return true;
    };
    return this.unitOfWork.run(findNobody, { as: 'worker', organizationId, locks: [lock('ride', rideId)] });
  }

  private async planNext({ search }: Scene, now: Date): Promise<void> {
    const { id, rideId, rounds, version } = search;
    const dueAt = search.nextLookAt!;
    if (search.windowSeconds !== null) return this.planWindow.execute(search, dueAt, now);
    const facts = { searchId: id, rideId, round: rounds + 1, dueAt: dueAt.toISOString() };
    const timer = new SearchRoundPlanned(id, facts, now);
    timer.aggregateVersion = version;
    await this.unitOfWork.schedule(timer, dueAt);
  }
}

const ANOTHER_FOLLOWS = 'Nobody within the largest radius could take the ride; another round follows.';
const RADIUS_SPENT =
  'Nobody within the largest radius could take the ride, as often as the policy has it looked through.';
const TIME_SPENT = {
  time_spent: 'The time of the search was spent.',
  radius_spent: 'Nobody within the largest radius could take the ride, and the time of the search was spent.',
};
