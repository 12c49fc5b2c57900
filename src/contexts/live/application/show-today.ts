import { Injectable } from '@nestjs/common';
import { FLEET_TIME_ZONE, localDate, localDayWindow } from '../../../kernel/local-day';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DriversDayRow } from '../domain/drivers-day';
import { DriversDay } from '../projections/drivers-day';

export interface Today {
  readonly day: string;
  readonly now: Date;
  readonly row: DriversDayRow;
}

/** The driver's own local day, in one query; a night shift that begins in it belongs to it until it is over. */
@Injectable()
export class ShowToday {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly days: DriversDay,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError (forbidden) `not_a_driver` */
  async execute({ driverId, organizationId }: Principal): Promise<Today> {
    if (driverId === null || organizationId === null) {
      throw new DomainError('forbidden', 'not_a_driver', 'Only a driver has a day to drive, with a login of his own.');
    }
    const now = this.clock.now();
    const day = localDate(now, FLEET_TIME_ZONE);
    const window = localDayWindow(day, FLEET_TIME_ZONE);
    const row = await this.unitOfWork.run(() => this.days.of(organizationId, driverId, now, window));
    return { day, now, row };
  }
}
