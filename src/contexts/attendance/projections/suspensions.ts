import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

const SUSPEND: Statement = {
  name: 'attendance.suspension.begin',
  text: 'INSERT INTO attendance.suspensions (organization_id, fleet_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
};
const LIFT: Statement = {
  name: 'attendance.suspension.lift',
  text: 'DELETE FROM attendance.suspensions WHERE organization_id = $1 AND fleet_id IS NOT DISTINCT FROM $2',
};
/** The trigger on the table works the status out. Of all: one that is just being activated is waited for, and seen as it is then. */
const APPLY: Statement = {
  name: 'attendance.suspension.apply',
  text: `UPDATE attendance.drivers SET own_status = own_status
         WHERE organization_id = $1 AND ($2::uuid IS NULL OR fleet_id = $2)`,
};

/** Which fleets, and whether the whole organization, may not work: what their drivers' status comes of, besides their own. */
@Injectable()
export class Suspensions {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @param fleetId null: every fleet of the organization */
  async change(organizationId: string, fleetId: string | null, isSuspended: boolean): Promise<void> {
    await this.unitOfWork.query(isSuspended ? SUSPEND : LIFT, [organizationId, fleetId]);
    await this.unitOfWork.query(APPLY, [organizationId, fleetId]);
  }
}
