import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { DriverRegistered, DriverStatusChanged, DriverUpdated } from '../../fleet/contracts/fleet-events';
import { AppointedAccounts } from './appointed-accounts';

/** A driver logs in from his registration on, where his hub is, and no longer once he is suspended or has left. */
@Injectable()
export class KeepDriverAccount {
  constructor(private readonly accounts: AppointedAccounts) {}

  /** Vetoes a phone that belongs to another driver of the organization. */
  @InTransaction(DriverRegistered)
  async open({ payload, organizationId }: DriverRegistered): Promise<void> {
    const { driverId, fleetId, hubId } = payload;
    const grant = { role: 'driver', subjectId: driverId, fleetIds: [fleetId], hubIds: [hubId] } as const;
    await this.accounts.appoint(payload, organizationId!, grant);
  }

  @InTransaction(DriverUpdated)
  async follow({ payload, organizationId }: DriverUpdated): Promise<void> {
    const { driverId, fleetId, hubId, name } = payload;
    await this.accounts.move(driverId, organizationId!, { fleetIds: [fleetId], hubIds: [hubId] });
    await this.accounts.rename(driverId, organizationId!, name);
  }

  @InTransaction(DriverStatusChanged)
  async openOrEnd({ payload, organizationId }: DriverStatusChanged): Promise<void> {
    const { driverId, to, reason } = payload;
    const isOut = to === 'SUSPENDED' || to === 'LEFT';
    if (isOut) await this.accounts.end(driverId, organizationId!, reason);
    else await this.accounts.reinstate(driverId, organizationId!, reason);
  }
}
