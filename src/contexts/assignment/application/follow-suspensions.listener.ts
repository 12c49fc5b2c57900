import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../../platform/clock';
import { AfterCommit, InTransaction } from '../../../platform/events/listener.decorators';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { FleetStatusChanged } from '../../fleet/contracts/fleet-events';
import { OrganizationActivated, OrganizationSuspended } from '../../identity/contracts/identity-events';
import { DriverWentOffline } from '../contracts/assignment-events';
import { Conflict, planOf } from '../domain/conflict';
import { Conflicts } from '../persistence/conflicts';
import { Searches } from '../persistence/searches';
import { WillingDrivers } from '../persistence/willing-drivers';
import { Suspensions } from '../projections/suspensions';
import { EndSearch } from './end-search';

/**
 * New work is refused at once, each ride of the old is handled after the commit: who is online goes offline, which takes back
 * what he was offered; what he is to carry becomes a conflict for the operator; what is under way is finished.
 */
@Injectable()
export class FollowSuspensions {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly suspensions: Suspensions,
    private readonly willing: WillingDrivers,
    private readonly conflicts: Conflicts,
    private readonly searches: Searches,
    private readonly endSearch: EndSearch,
    private readonly clock: Clock,
  ) {}

  @InTransaction(FleetStatusChanged)
  async fleetChanged({ payload, organizationId, occurredAt }: FleetStatusChanged): Promise<void> {
    const { fleetId, to } = payload;
    await this.change(organizationId!, fleetId, to !== 'ACTIVE', `His fleet became ${to}.`, occurredAt);
  }

  @AfterCommit(FleetStatusChanged, { effect: 'database' })
  async fleetUnavailable({ payload, organizationId, occurredAt }: FleetStatusChanged): Promise<void> {
    const { fleetId, to } = payload;
    if (to === 'ACTIVE') return;
    const now = this.clock.now();
    for (const engagement of await this.suspensions.engagementsOf(organizationId!, fleetId)) {
      const kind = engagement.hasDriver ? 'driver_unavailable' : 'vehicle_unavailable';
      const whose = engagement.hasDriver ? 'driver' : 'vehicle';
      // Told again, it has the same words; suspended again, others, though somebody has settled the first.
      const detail = `The fleet of the ${whose} became ${to} at ${occurredAt.toISOString()}, and this ride is to be carried.`;
      await this.conflicts.raise(Conflict.raise(uuidv7(), organizationId!, kind, planOf(engagement), detail, now));
    }
  }

  // After the commit: a super admin suspends without acting in the organization, whose rows his transaction does not see.
  @AfterCommit(OrganizationSuspended, { effect: 'outside', key: ({ payload }) => payload.organizationId })
  async organizationSuspended({ payload, occurredAt }: OrganizationSuspended): Promise<void> {
    const { organizationId } = payload;
    const terms = { as: 'worker', organizationId } as const;
    const rides = await this.unitOfWork.run(async () => {
      await this.change(organizationId, null, true, 'The organization was suspended.', occurredAt);
      return this.suspensions.searchedRides(organizationId);
    }, terms);
    for (const rideId of rides) {
      await this.unitOfWork.run(() => this.giveUp(rideId), { ...terms, locks: [lock('ride', rideId)] });
    }
  }

  @AfterCommit(OrganizationActivated, { effect: 'outside', key: ({ payload }) => payload.organizationId })
  async organizationActivated({ payload, occurredAt }: OrganizationActivated): Promise<void> {
    const { organizationId } = payload;
    await this.unitOfWork.run(() => this.change(organizationId, null, false, '', occurredAt), {
      ...({ as: 'worker', organizationId } as const),
    });
  }

  private async change(
    organizationId: string,
    fleetId: string | null,
    isSuspended: boolean,
    reason: string,
    at: Date,
  ): Promise<void> {
    for (const driverId of await this.suspensions.change(organizationId, fleetId, isSuspended)) {
      if (await this.willing.goOffline(driverId))
        await this.unitOfWork.publish(new DriverWentOffline(driverId, { driverId, reason }, at));
    }
  }

  private async giveUp(rideId: string): Promise<void> {
    const search = await this.searches.openOfRide(rideId);
    if (!search) return;
    const now = this.clock.now();
    await this.endSearch.withdrawOffers(search, 'The organization was suspended.', now);
    await this.searches.change(search, (open) => open.giveUp('organization_suspended', now));
  }
}
