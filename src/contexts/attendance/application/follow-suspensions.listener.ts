import { Injectable } from '@nestjs/common';
import { AfterCommit, InTransaction } from '../../../platform/events/listener.decorators';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { FleetStatusChanged } from '../../fleet/contracts/fleet-events';
import { OrganizationActivated, OrganizationSuspended } from '../../identity/contracts/identity-events';
import { Suspensions } from '../projections/suspensions';

/** Nobody checks in for a fleet, or in an organization, that may not work. Who is on duty goes on until he checks out. */
@Injectable()
export class FollowSuspensionsForAttendance {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly suspensions: Suspensions,
  ) {}

  @InTransaction(FleetStatusChanged)
  async fleetChanged({ payload, organizationId }: FleetStatusChanged): Promise<void> {
    await this.suspensions.change(organizationId!, payload.fleetId, payload.to !== 'ACTIVE');
  }

  // After the commit: a super admin suspends without acting in the organization, whose rows his transaction does not see.
  @AfterCommit(OrganizationSuspended, { effect: 'outside', key: ({ payload }) => payload.organizationId })
  async organizationSuspended({ payload }: OrganizationSuspended): Promise<void> {
    await this.ofOrganization(payload.organizationId, true);
  }

  @AfterCommit(OrganizationActivated, { effect: 'outside', key: ({ payload }) => payload.organizationId })
  async organizationActivated({ payload }: OrganizationActivated): Promise<void> {
    await this.ofOrganization(payload.organizationId, false);
  }

  private ofOrganization(organizationId: string, isSuspended: boolean): Promise<void> {
    return this.unitOfWork.run(() => this.suspensions.change(organizationId, null, isSuspended), {
      ...({ as: 'worker', organizationId } as const),
    });
  }
}
