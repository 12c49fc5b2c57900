import { Injectable } from '@nestjs/common';
import { DEFAULT_HOURS_POLICY, type HoursPolicy } from '../../../kernel/duty-hours';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

const REMEMBER: Statement = {
  name: 'assignment.hours_policy.remember',
  text: `INSERT INTO assignment.hours_policies (organization_id, limit_minutes, window_minutes, rest_minutes)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (organization_id) DO UPDATE SET limit_minutes = $2, window_minutes = $3, rest_minutes = $4`,
};
const OF: Statement = {
  name: 'assignment.hours_policy.of',
  text: `SELECT limit_minutes AS "limitMinutes", window_minutes AS "windowMinutes", rest_minutes AS "restMinutes"
         FROM assignment.hours_policies WHERE organization_id = $1`,
};

/** What assignment remembers of attendance's rule of hours, one an operator. */
@Injectable()
export class HoursPolicies {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async remember({ limitMinutes, windowMinutes, restMinutes }: HoursPolicy, organizationId: string): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [organizationId, limitMinutes, windowMinutes, restMinutes]);
  }

  async of(organizationId: string): Promise<HoursPolicy> {
    const [policy] = await this.unitOfWork.rows<{ limitMinutes: number; windowMinutes: number; restMinutes: number }>(
      OF,
      [organizationId],
    );
    return policy ?? DEFAULT_HOURS_POLICY;
  }
}
