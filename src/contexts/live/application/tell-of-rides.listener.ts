import { Injectable } from '@nestjs/common';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import {
  DriverAssigned,
  DriverProgressDoubted,
  OfferAccepted,
  OfferDeclined,
  OfferLapsed,
  OfferMade,
  OfferWithdrawn,
  SearchStarted,
} from '../../assignment/contracts/assignment-events';
import {
  RideArrived,
  RideAssigned,
  RideBooked,
  RideBrokenDown,
  RideCancelled,
  RideCompleted,
  RideDeparted,
  RideNoShow,
  RidePickupMoved,
  RideSearching,
  RideStarted,
  RideUnassigned,
  RideUnfulfilled,
} from '../../ride/contracts/ride-events';
import { carriedRide } from '../domain/drivers-day';
import { DriversDay } from '../projections/drivers-day';
import { TellChanges } from './tell-changes';

/** After the commit: a view, which no decision waits for. */
@Injectable()
export class TellOfRides {
  constructor(
    private readonly tell: TellChanges,
    private readonly day: DriversDay,
  ) {}

  @AfterCommit(RideBooked, { effect: 'database' })
  booked(fact: RideBooked): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideSearching, { effect: 'database' })
  searching(fact: RideSearching): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideUnfulfilled, { effect: 'database' })
  unfulfilled(fact: RideUnfulfilled): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideAssigned, { effect: 'database' })
  assigned(fact: RideAssigned): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideUnassigned, { effect: 'database' })
  unassigned(fact: RideUnassigned): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RidePickupMoved, { effect: 'database' })
  pickupMoved(fact: RidePickupMoved): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideDeparted, { effect: 'database' })
  departed(fact: RideDeparted): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideArrived, { effect: 'database' })
  arrived(fact: RideArrived): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideStarted, { effect: 'database' })
  started(fact: RideStarted): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideBrokenDown, { effect: 'database' })
  brokenDown(fact: RideBrokenDown): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideCompleted, { effect: 'database' })
  async completed(fact: RideCompleted): Promise<void> {
    await this.tell.ride(fact);
    await this.day.carry(carriedRide(fact), fact.organizationId);
  }

  @AfterCommit(RideNoShow, { effect: 'database' })
  noShow(fact: RideNoShow): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(RideCancelled, { effect: 'database' })
  cancelled(fact: RideCancelled): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(DriverAssigned, { effect: 'database' })
  driverAssigned(fact: DriverAssigned): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(DriverProgressDoubted, { effect: 'database' })
  progressDoubted(fact: DriverProgressDoubted): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(SearchStarted, { effect: 'database' })
  searchStarted(fact: SearchStarted): Promise<void> {
    return this.tell.ride(fact);
  }

  @AfterCommit(OfferMade, { effect: 'database' })
  offerMade(fact: OfferMade): Promise<void> {
    return this.tell.offer(fact);
  }

  @AfterCommit(OfferAccepted, { effect: 'database' })
  offerAccepted(fact: OfferAccepted): Promise<void> {
    return this.tell.offer(fact);
  }

  @AfterCommit(OfferDeclined, { effect: 'database' })
  offerDeclined(fact: OfferDeclined): Promise<void> {
    return this.tell.offer(fact);
  }

  @AfterCommit(OfferLapsed, { effect: 'database' })
  offerLapsed(fact: OfferLapsed): Promise<void> {
    return this.tell.offer(fact);
  }

  @AfterCommit(OfferWithdrawn, { effect: 'database' })
  offerWithdrawn(fact: OfferWithdrawn): Promise<void> {
    return this.tell.offer(fact);
  }
}
