import { Injectable } from '@nestjs/common';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import { DriverRegistered, DriverStatusChanged, DriverUpdated } from '../../fleet/contracts/fleet-events';
import { AppointedAccounts } from './appointed-accounts';

/** A driver logs in from his registration on, where his hub is, and no longer once he is suspended or has left. */
@Injectable()
export class KeepDriverAccount {
  constructor(private readonly accounts: AppointedAccounts) {}

  /** Vetoes a phone that belongs to another driver of the organization. */
  @InTransactionTogether(DriverRegistered)
  async open(facts: readonly DriverRegistered[]): Promise<void> {
    await this.accounts.appointAll(
      facts.map((fact) => {
        const { driverId, fleetId, hubId, name, phone } = fact.payload;
        const grant = { role: 'driver', subjectId: driverId, fleetIds: [fleetId], hubIds: [hubId] } as const;
        return { name, phone, organizationId: fact.organizationId!, grant, because: fact };
      }),
    );
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
