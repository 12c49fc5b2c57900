import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Attendance } from '../domain/attendance';
import { Attendances } from '../persistence/attendances';
import { Policies } from '../persistence/policies';

export interface ListApprovalsQuery {
  readonly hubId?: string;
  readonly fleetId?: string;
  readonly late?: boolean;
  readonly firstTimeDevice?: boolean;
  /** Farther from the vehicle's last reading than the operator lets pass. */
  readonly odometerJump?: boolean;
  readonly limit: number;
  readonly after?: string;
}

/** Whose check-in waits for a decision, longest first. */
@Injectable()
export class ListApprovals {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attendances: Attendances,
    private readonly policies: Policies,
  ) {}

  /** @throws DomainError (invalid) `cursor_invalid` */
  async execute(query: ListApprovalsQuery, principal: Principal): Promise<Page<Attendance>> {
    const { hubId, fleetId, late, firstTimeDevice, limit, odometerJump } = query;
    const filter = { hubId, fleetId, late, firstTimeDevice };
    const organizationId = organizationOf(principal);
    const after = decodeCursor(query.after, true);
    const found = await this.unitOfWork.run(async () => {
      const { terms } = await this.policies.current('duty', organizationId);
      const jump = odometerJump === undefined ? undefined : { isJump: odometerJump, metres: terms.odometerJumpMetres };
      return this.attendances.waitingInScope({ ...filter, jump }, principal, limit + 1, after);
    });
    return pageOf(
      found,
      limit,
      ({ id, checkedInAt }) => encodeCursor(id, checkedInAt),
      (attendance) => attendance,
    );
  }
}
