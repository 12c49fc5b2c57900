import { Injectable } from '@nestjs/common';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import {
  DocumentAboutToExpire,
  DocumentExpired,
  DocumentReopened,
  DocumentReplaced,
  DocumentRestored,
  DocumentRevoked,
  DocumentStandingChanged,
  DocumentVerified,
} from '../../verification/contracts/verification-events';
import { DriversDay } from '../projections/drivers-day';
import { TellChanges } from './tell-changes';

type Counting = DocumentAboutToExpire | DocumentVerified | DocumentRestored;
type NoLongerCounting = DocumentReplaced | DocumentExpired | DocumentReopened | DocumentRevoked;

/** After the commit: a view, which no decision waits for. */
@Injectable()
export class FollowDocuments {
  constructor(
    private readonly day: DriversDay,
    private readonly tell: TellChanges,
  ) {}

  @AfterCommit(DocumentStandingChanged, { effect: 'database' })
  standingChanged({ id, payload, organizationId }: DocumentStandingChanged): Promise<void> {
    return this.day.standing(payload, { organizationId, heard: id });
  }

  @AfterCommit(DocumentAboutToExpire, { effect: 'database' })
  async aboutToExpire(fact: DocumentAboutToExpire): Promise<void> {
    const { subjectType, fleetId = null, hubId = null, ...reminder } = fact.payload;
    await this.counts(fact);
    await this.tell.lapsing({ subjectType, ...reminder }, fleetId, hubId);
  }

  /** Whoever verified it in its last month has seen how little is left, and no reminder of that follows: its driver is told all the same. */
  @AfterCommit(DocumentVerified, { effect: 'database' })
  verified(fact: DocumentVerified): Promise<void> {
    return this.counts(fact);
  }

  @AfterCommit(DocumentRestored, { effect: 'database' })
  restored(fact: DocumentRestored): Promise<void> {
    return this.counts(fact);
  }

  @AfterCommit(DocumentReplaced, { effect: 'database' })
  replaced(fact: DocumentReplaced): Promise<void> {
    return this.countsNoMore(fact);
  }

  @AfterCommit(DocumentExpired, { effect: 'database' })
  expired(fact: DocumentExpired): Promise<void> {
    return this.countsNoMore(fact);
  }

  @AfterCommit(DocumentReopened, { effect: 'database' })
  reopened(fact: DocumentReopened): Promise<void> {
    return this.countsNoMore(fact);
  }

  @AfterCommit(DocumentRevoked, { effect: 'database' })
  revoked(fact: DocumentRevoked): Promise<void> {
    return this.countsNoMore(fact);
  }

  private async counts({ id, payload, organizationId }: Counting): Promise<void> {
    if (isOfTheDay(payload)) await this.day.expiring(payload, payload.expiresOn, { organizationId, heard: id });
  }

  private async countsNoMore({ id, payload, organizationId }: NoLongerCounting): Promise<void> {
    if (isOfTheDay(payload)) await this.day.expiring(payload, null, { organizationId, heard: id });
  }
}

/** A driver is shown his own and his cab's. */
function isOfTheDay({ subjectType }: { subjectType: string }): boolean {
  return subjectType === 'driver' || subjectType === 'vehicle';
}
