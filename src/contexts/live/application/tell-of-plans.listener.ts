import { Injectable } from '@nestjs/common';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { ConflictRaised, ConflictResolved } from '../../assignment/contracts/assignment-events';
import {
  RosterEntryCancelled,
  RosterEntryPlanned,
  RosterEntryReplaced,
  ShiftMissed,
} from '../../assignment/contracts/roster-events';
import { TellChanges } from './tell-changes';

/**
 * After the commit: managers hear of plans that broke, a shift that nobody came for among them, and drivers of their shifts. Of a
 * shift that was missed the managers hear by its conflict.
 */
@Injectable()
export class TellOfPlans {
  constructor(private readonly tell: TellChanges) {}

  @AfterCommit(ConflictRaised, { effect: 'database' })
  raised(fact: ConflictRaised): Promise<void> {
    return this.tell.conflict(fact);
  }

  @AfterCommit(ConflictResolved, { effect: 'database' })
  resolved(fact: ConflictResolved): Promise<void> {
    return this.tell.conflict(fact);
  }

  @AfterCommit(RosterEntryPlanned, { effect: 'database' })
  planned(fact: RosterEntryPlanned): Promise<void> {
    return this.tell.shift(fact);
  }

  @AfterCommit(RosterEntryCancelled, { effect: 'database' })
  cancelled(fact: RosterEntryCancelled): Promise<void> {
    return this.tell.shift(fact);
  }

  @AfterCommit(RosterEntryReplaced, { effect: 'database' })
  replaced(fact: RosterEntryReplaced): Promise<void> {
    return this.tell.shift(fact);
  }

  @AfterCommit(ShiftMissed, { effect: 'database' })
  missed(fact: ShiftMissed): Promise<void> {
    return this.tell.shift(fact);
  }
}
