import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { Attendances } from '../persistence/attendances';
import { callingDriver } from './calling-driver';

export interface OwnAttendances {
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
  ) {}

  /** @throws DomainError (invalid) `cursor_invalid` */
  async execute(query: { limit: number; after?: string }, principal: Principal): Promise<OwnAttendances> {
    const { driverId } = callingDriver(principal);
    const after = decodeCursor(query.after, true);
    return this.unitOfWork.run(async () => {
      const found = await this.attendances.listOf(driverId, query.limit + 1, after);
      return {
        current: await this.attendances.openOf(driverId),
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
