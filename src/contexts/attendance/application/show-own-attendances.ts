import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { type HoursLeft, hoursLeft } from '../domain/hours';
import { Attendances } from '../persistence/attendances';
import { callingDriver } from './calling-driver';
import { HoursOfDrivers } from './hours-of-drivers';

export interface OwnAttendances {
  readonly hours: HoursLeft;
  /** The open one. */
  readonly current: Attendance | null;
  /** All of his, the current one included. */
  readonly history: Page<Attendance>;
}

@Injectable()
export class ShowOwnAttendances {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly hours: HoursOfDrivers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError (invalid) `cursor_invalid` */
  async execute(query: { limit: number; after?: string }, principal: Principal): Promise<OwnAttendances> {
    const { driverId, organizationId } = callingDriver(principal);
    const after = decodeCursor(query.after, true);
    return this.unitOfWork.run(async () => {
      const found = await this.attendances.listOf(driverId, query.limit + 1, after);
      const now = this.clock.now();
      const current = await this.attendances.openOf(driverId);
      // While it waits it counts as approved, from when it would.
      const onDutySince = current?.checkedInAt ?? null;
      const hours = await this.hours.of(driverId, organizationId, onDutySince ?? now);
      return {
        hours: hoursLeft(hours, onDutySince, now),
        current,
        history: pageOf(
          found,
          query.limit,
          ({ id, checkedInAt }) => encodeCursor(id, checkedInAt),
          (attendance) => attendance,
        ),
      };
    });
  }
}
