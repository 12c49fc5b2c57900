import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { isAskedElsewhere, type Look, recordOf } from '../domain/look';
import { type Scene, Searches } from '../persistence/searches';
import type { InWindow } from './offer-ride';
import { PlanRound } from './plan-round';
import { RecordRound } from './record-round';

/** Ends a round that asks nobody: another is planned, or the search ends. */
@Injectable()
export class FindNobody {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly searches: Searches,
    private readonly planRound: PlanRound,
    private readonly recordRound: RecordRound,
    private readonly clock: Clock,
  ) {}

  /** @returns false where the search has moved on since the look */
  async execute(
    scene: Scene,
    look: Look,
    reason: 'radius_spent' | 'time_spent' | 'given_away',
    inWindow: InWindow | null = null,
  ): Promise<boolean> {
    const { organizationId, rideId } = scene.search;
    const findNobody = async (): Promise<boolean> => {
      const current = await this.searches.still(scene);
      if (!current) return false;
      const { search, policy } = current;
      const now = this.clock.now();
      if (reason === 'given_away') search.countRoundGivenAway(now);
      else if (isAskedElsewhere(look)) search.countRoundAskedElsewhere();
      else search.countRound(0);
      const over = search.isTimeSpent(now) || search.isRadiusSpent(policy);
      if (over) search.giveUp(reason === 'given_away' ? 'time_spent' : reason, now);
      else if (reason !== 'given_away') search.lookAgainAt(search.nextRoundAt(policy, now));
      await this.searches.save(search);
      if (!over) await this.planRound.execute(search, search.nextLookAt!, now);
      const note = !over ? ANOTHER_FOLLOWS[reason] : search.isTimeSpent(now) ? TIME_SPENT[reason] : RADIUS_SPENT;
      const whole = inWindow ? `${inWindow.note} ${note}` : note;
      const record = recordOf(search, look, [], whole, now);
      await this.recordRound.execute({ ...record, windowId: inWindow?.windowId ?? null });
      return true;
    };
    return this.unitOfWork.run(findNobody, { as: 'worker', organizationId, locks: [lock('ride', rideId)] });
  }
}

const NOBODY_COULD = 'Nobody within the largest radius could take the ride; another round follows.';
const ANOTHER_FOLLOWS = {
  radius_spent: NOBODY_COULD,
  time_spent: NOBODY_COULD,
  given_away:
    'Whoever could take the ride was given to others, who had waited longer or cost less so; the next window follows.',
};
const RADIUS_SPENT =
  'Nobody within the largest radius could take the ride, as often as the policy has it looked through.';
const TIME_SPENT = {
  given_away: 'Whoever could take the ride was given to others, and the time of the search was spent.',
  time_spent: 'The time of the search was spent.',
  radius_spent: 'Nobody within the largest radius could take the ride, and the time of the search was spent.',
};
