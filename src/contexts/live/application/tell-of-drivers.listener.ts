import { Injectable } from '@nestjs/common';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { DriverWentOffline, DriverWentOnline } from '../../assignment/contracts/assignment-events';
import {
  BreakEnded,
  BreakStarted,
  CheckInApproved,
  CheckInExpired,
  CheckInRejected,
  CheckInRequested,
  CheckedOut,
} from '../../attendance/contracts/attendance-events';
import { DriverRegistered, DriverStatusChanged, DriverUpdated } from '../../fleet/contracts/fleet-events';
import { TellChanges } from './tell-changes';

/** After the commit: a view, which no decision waits for. */
@Injectable()
export class TellOfDrivers {
  constructor(private readonly tell: TellChanges) {}

  @AfterCommit(DriverRegistered, { effect: 'database' })
  registered(fact: DriverRegistered): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(DriverUpdated, { effect: 'database' })
  updated(fact: DriverUpdated): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(DriverStatusChanged, { effect: 'database' })
  statusChanged(fact: DriverStatusChanged): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(CheckInRequested, { effect: 'database' })
  checkInRequested(fact: CheckInRequested): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(CheckInApproved, { effect: 'database' })
  checkInApproved(fact: CheckInApproved): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(CheckInRejected, { effect: 'database' })
  checkInRejected(fact: CheckInRejected): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(CheckInExpired, { effect: 'database' })
  checkInExpired(fact: CheckInExpired): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(BreakStarted, { effect: 'database' })
  breakStarted(fact: BreakStarted): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(BreakEnded, { effect: 'database' })
  breakEnded(fact: BreakEnded): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(CheckedOut, { effect: 'database' })
  checkedOut(fact: CheckedOut): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(DriverWentOnline, { effect: 'database' })
  wentOnline(fact: DriverWentOnline): Promise<void> {
    return this.tell.driver(fact);
  }

  @AfterCommit(DriverWentOffline, { effect: 'database' })
  wentOffline(fact: DriverWentOffline): Promise<void> {
    return this.tell.driver(fact);
  }
}
