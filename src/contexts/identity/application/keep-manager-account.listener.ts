import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { ManagerAppointed, ManagerDismissed, ManagerUpdated } from '../../fleet/contracts/fleet-events';
import { AppointedAccounts } from './appointed-accounts';

/** A fleet or hub manager logs in from his appointment to his dismissal. */
@Injectable()
export class KeepManagerAccount {
  constructor(private readonly accounts: AppointedAccounts) {}

  /** Vetoes a phone that manages something else in the organization already. */
  @InTransaction(ManagerAppointed)
  async open({ payload, organizationId }: ManagerAppointed): Promise<void> {
    const { managerId, kind, fleetId, hubId } = payload;
    const grant = { role: kind, subjectId: managerId, fleetIds: [fleetId], hubIds: hubId === null ? null : [hubId] };
    await this.accounts.appoint(payload, organizationId!, grant);
  }

  @InTransaction(ManagerUpdated)
  rename({ payload, organizationId }: ManagerUpdated): Promise<void> {
    return this.accounts.rename(payload.managerId, organizationId!, payload.name);
  }

  @InTransaction(ManagerDismissed)
  end({ payload, organizationId }: ManagerDismissed): Promise<void> {
    return this.accounts.end(payload.managerId, organizationId!, payload.reason);
  }
}
