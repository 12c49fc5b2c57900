import { Injectable } from '@nestjs/common';
import type { DomainEvent } from '../../../platform/events/domain-event';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import {
  RosterEntryAcknowledged,
  RosterEntryCancelled,
  RosterEntryPlanned,
  RosterEntryReplaced,
  ShiftMissed,
} from '../../assignment/contracts/roster-events';
import {
  BreakEnded,
  BreakStarted,
  CheckedOut,
  CheckInApproved,
  CheckInExpired,
  CheckInRejected,
  CheckInRequested,
  CheckOutCompleted,
  DutyHoursSpent,
  DutyLimitMoved,
  HoursPolicyChanged,
} from '../../attendance/contracts/attendance-events';
import { VehicleRegistered, VehicleUpdated } from '../../fleet/contracts/fleet-events';
import { DriversDay, type ToldBy } from '../projections/drivers-day';

const toldBy = ({ id, organizationId }: DomainEvent): ToldBy => ({ organizationId, heard: id });

/** After the commit: a view, which no decision waits for. One statement or two a fact. */
@Injectable()
export class FollowDay {
  constructor(private readonly day: DriversDay) {}

  @AfterCommit(CheckInRequested, { effect: 'database' })
  async checkInRequested(fact: CheckInRequested): Promise<void> {
    await this.day.duty(fact.payload, 'PENDING', toldBy(fact));
    await this.day.spell(fact.payload, fact.organizationId, { checkedInAt: fact.occurredAt });
  }

  @AfterCommit(CheckInApproved, { effect: 'database' })
  async checkInApproved(fact: CheckInApproved): Promise<void> {
    const { driverId, checkedInAt = fact.occurredAt.toISOString(), dutyEndsBy = null } = fact.payload;
    await this.day.duty(fact.payload, 'ON', toldBy(fact));
    await this.day.limit(driverId, { checkedInAt, dutyEndsBy, isSpent: false }, toldBy(fact));
    await this.day.spell(fact.payload, fact.organizationId, { checkedInAt: new Date(checkedInAt) });
  }

  @AfterCommit(CheckInRejected, { effect: 'database' })
  checkInRejected(fact: CheckInRejected): Promise<void> {
    return this.day.duty(fact.payload, 'OFF', toldBy(fact));
  }

  @AfterCommit(CheckInExpired, { effect: 'database' })
  checkInExpired(fact: CheckInExpired): Promise<void> {
    return this.day.duty(fact.payload, 'OFF', toldBy(fact));
  }

  @AfterCommit(BreakStarted, { effect: 'database' })
  breakStarted(fact: BreakStarted): Promise<void> {
    return this.day.duty(fact.payload, 'BREAK', toldBy(fact));
  }

  @AfterCommit(BreakEnded, { effect: 'database' })
  breakEnded(fact: BreakEnded): Promise<void> {
    return this.day.duty(fact.payload, 'ON', toldBy(fact));
  }

  @AfterCommit(DutyLimitMoved, { effect: 'database' })
  limitMoved(fact: DutyLimitMoved): Promise<void> {
    const { driverId, dutyEndsBy } = fact.payload;
    return this.day.limit(driverId, { checkedInAt: null, dutyEndsBy, isSpent: false }, toldBy(fact));
  }

  @AfterCommit(DutyHoursSpent, { effect: 'database' })
  hoursSpent(fact: DutyHoursSpent): Promise<void> {
    const { driverId } = fact.payload;
    return this.day.limit(driverId, { checkedInAt: null, dutyEndsBy: null, isSpent: true }, toldBy(fact));
  }

  @AfterCommit(CheckedOut, { effect: 'database' })
  async checkedOut(fact: CheckedOut): Promise<void> {
    const { payload, organizationId, occurredAt: checkedOutAt } = fact;
    await this.day.duty(payload, 'OFF', toldBy(fact));
    await this.day.spell(payload, organizationId, { checkedOutAt, cashDeclared: payload.cashPaise !== null });
  }

  @AfterCommit(CheckOutCompleted, { effect: 'database' })
  checkOutCompleted({ payload, organizationId }: CheckOutCompleted): Promise<void> {
    const leftAt = payload.dutyEndedAt === null ? null : new Date(payload.dutyEndedAt);
    const checkedOutAt = new Date(payload.checkedOutAt);
    return this.day.spell(payload, organizationId, { checkedOutAt, leftAt, cashDeclared: true });
  }

  @AfterCommit(HoursPolicyChanged, { effect: 'database' })
  policyChanged(fact: HoursPolicyChanged): Promise<void> {
    return this.day.policy(fact.payload, toldBy(fact));
  }

  @AfterCommit(RosterEntryPlanned, { effect: 'database' })
  rostered(fact: RosterEntryPlanned): Promise<void> {
    return this.day.plan(fact.payload, toldBy(fact));
  }

  @AfterCommit(RosterEntryCancelled, { effect: 'database' })
  rosterCancelled({ payload, organizationId }: RosterEntryCancelled): Promise<void> {
    return this.day.callOff(payload.rosterEntryId, organizationId);
  }

  @AfterCommit(ShiftMissed, { effect: 'database' })
  shiftMissed({ payload, organizationId }: ShiftMissed): Promise<void> {
    return this.day.callOff(payload.rosterEntryId, organizationId);
  }

  @AfterCommit(RosterEntryReplaced, { effect: 'database' })
  rosterReplaced({ payload, organizationId }: RosterEntryReplaced): Promise<void> {
    return this.day.callOff(payload.rosterEntryId, organizationId);
  }

  @AfterCommit(RosterEntryAcknowledged, { effect: 'database' })
  acknowledged({ payload, organizationId, occurredAt }: RosterEntryAcknowledged): Promise<void> {
    return this.day.acknowledge(payload.rosterEntryId, organizationId, occurredAt);
  }

  @AfterCommit(VehicleRegistered, { effect: 'database' })
  vehicleRegistered(fact: VehicleRegistered): Promise<void> {
    return this.day.vehicle(fact.payload.vehicleId, fact.payload.plate, toldBy(fact));
  }

  @AfterCommit(VehicleUpdated, { effect: 'database' })
  vehicleUpdated(fact: VehicleUpdated): Promise<void> {
    return this.day.vehicle(fact.payload.vehicleId, fact.payload.plate, toldBy(fact));
  }
}
