import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { LiveBoard } from '../projections/live-board';
import { TellChanges } from './tell-changes';

const JOB = 'live.turn_board';
const EVERY_MS = 30_000;
/** Under the organization's head at a time. */
const BATCH = 500;

/** As time passes, scheduled rides come onto the boards. */
@Injectable()
export class TurnBoard {
  constructor(
    private readonly jobs: ExclusiveJobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly board: LiveBoard,
    private readonly tell: TellChanges,
    private readonly clock: Clock,
  ) {}

  @Interval(JOB, EVERY_MS)
  turn(): Promise<boolean> {
    const now = this.clock.now();
    return this.jobs.runInBatches(JOB, BATCH, () => this.turnSome(now));
  }

  /** @returns how many came or left */
  private async turnSome(now: Date): Promise<number> {
    const due = await this.unitOfWork.run(() => this.board.toTurn(now, BATCH), { as: 'worker', organizationId: null });
    let turned = 0;
    for (const { organizationId, rideIds } of due) {
      const scope = { as: 'worker', organizationId } as const;
      turned += await this.unitOfWork.run(() => this.tell.turned(organizationId, rideIds, now), scope);
    }
    return turned;
  }
}
