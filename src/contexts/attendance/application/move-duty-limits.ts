import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Attendances } from '../persistence/attendances';
import { LimitDuty } from './limit-duty';

/** After the rule changed: each driver on duty under his own lock, so that nobody waits for five hundred others. */
@Injectable()
export class MoveDutyLimits {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly limitDuty: LimitDuty,
  ) {}

  /** Outside any unit of work. May run twice: a limit that is told already is not told again. */
  async execute(organizationId: string): Promise<void> {
    const terms = { as: 'worker', organizationId } as const;
    const onDuty = await this.unitOfWork.run(() => this.attendances.onDuty(organizationId), terms);
    for (const { id, driverId } of onDuty) {
      await this.unitOfWork.run(() => this.limitDuty.execute(id, driverId), terms);
    }
  }
}
