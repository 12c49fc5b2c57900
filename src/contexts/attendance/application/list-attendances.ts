import { Injectable } from '@nestjs/common';
import { FLEET_TIME_ZONE, endOfLocalDay, startOfLocalDay } from '../../../kernel/local-day';
import type { Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import type { AttendanceStatus } from '../domain/attendance-status';
import { Attendances } from '../persistence/attendances';

export interface ListAttendancesQuery {
  readonly hubId?: string;
  readonly fleetId?: string;
  readonly late?: boolean;
  readonly leftEarly?: boolean;
  readonly cashDiffers?: boolean;
  readonly distanceDiffers?: boolean;
  readonly breaksMarked?: boolean;
  readonly incomplete?: boolean;
  readonly driverId?: string;
  readonly status?: AttendanceStatus;
  /** First and last local day of the check-in, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly after?: string;
}

@Injectable()
export class ListAttendances {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
  ) {}

  /** @throws DomainError (invalid) `date_range_invalid`, `cursor_invalid` */
  async execute(query: ListAttendancesQuery, principal: Principal): Promise<Page<Attendance>> {
    const { from, to, limit, after: place, ...filters } = query;
    if (from && to && from > to) {
      throw new DomainError('invalid', 'date_range_invalid', 'The day from must not be later than the day to.');
    }
    const filter = {
      ...filters,
      from: from ? startOfLocalDay(from, FLEET_TIME_ZONE) : undefined,
      until: to ? endOfLocalDay(to, FLEET_TIME_ZONE) : undefined,
    };
    const after = decodeCursor(place, true);
    const found = await this.unitOfWork.run(() => this.attendances.listInScope(filter, principal, limit + 1, after));
    return pageOf(
      found,
      limit,
      ({ id, checkedInAt }) => encodeCursor(id, checkedInAt),
      (attendance) => attendance,
    );
  }
}
