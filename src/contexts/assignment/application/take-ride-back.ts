import { Injectable } from '@nestjs/common';
import type { GeoPoint } from '../../../kernel/geo-point';
import type { DomainEvent } from '../../../platform/events/domain-event';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverUnassigned, type SearchReason } from '../contracts/assignment-events';
import type { RideInHand } from '../persistence/rides-in-hand';
import { ReleaseDriver } from './release-driver';
import { StartSearch } from './start-search';

export interface TakeBackTerms {
  /** In words, for the engagement. */
  readonly reason: string;
  readonly searchReason: SearchReason;
  /** What happened, said after the end of the engagement and before what follows from it. */
  readonly fact?: DomainEvent;
  /** Where the cab stands that has just broken down with the rider aboard. */
  readonly from?: GeoPoint;
}

/**
 * A driver who had a ride has it no more: an on-demand ride is searched another, a scheduled one waits for whoever assigns.
 * The caller, or the publisher whom he listens to, holds the locks of the ride and of the driver.
 */
@Injectable()
export class TakeRideBack {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly releaseDriver: ReleaseDriver,
    private readonly startSearch: StartSearch,
  ) {}

  /** @throws DomainError what the ride's own state has against it */
  async execute(inHand: RideInHand, terms: TakeBackTerms, now: Date): Promise<void> {
    const { id, rideId, driverId, vehicleId, demand } = inHand;
    const { reason, searchReason, fact, from } = terms;
    const version = await this.releaseDriver.execute(inHand, reason, now);
    if (fact) await this.unitOfWork.publish(Object.assign(fact, { aggregateVersion: version }));
    if (demand === 'now') {
      await this.startSearch.again(rideId, searchReason, driverId, from);
      return;
    }
    const unassigned = new DriverUnassigned(id, { engagementId: id, rideId, driverId, vehicleId, reason }, now);
    unassigned.aggregateVersion = version;
    await this.unitOfWork.publish(unassigned);
  }
}
