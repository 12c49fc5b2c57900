import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

export interface StaffMember {
  readonly organizationId: string;
  readonly userId: string;
}

const NEXT: Statement = {
  name: 'identity.undescribed_staff.next',
  text: `SELECT organization_id AS "organizationId", user_id AS "userId" FROM identity.undescribed_staff
         ORDER BY organization_id, user_id LIMIT $1`,
};
const TAKE: Statement = {
  name: 'identity.undescribed_staff.take',
  text: 'DELETE FROM identity.undescribed_staff WHERE organization_id = $1 AND user_id = $2',
};

/** Who was staff before an upgrade and has not been described since. */
@Injectable()
export class UndescribedStaff {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  next(most: number): Promise<StaffMember[]> {
    return this.unitOfWork.rows<StaffMember & object>(NEXT, [most]);
  }

  /** @returns whether he was still to be described */
  async take({ organizationId, userId }: StaffMember): Promise<boolean> {
    return (await this.unitOfWork.query(TAKE, [organizationId, userId])).rowCount === 1;
  }
}
