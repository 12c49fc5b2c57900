import { Injectable } from '@nestjs/common';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import {
  DocumentAboutToExpire,
  DocumentExpired,
  DocumentRevoked,
  DocumentStandingChanged,
  DocumentVerified,
} from '../../verification/contracts/verification-events';
import { DriversDay } from '../projections/drivers-day';

/** After the commit: a view, which no decision waits for. */
@Injectable()
export class FollowDocuments {
  constructor(private readonly day: DriversDay) {}

  @AfterCommit(DocumentStandingChanged, { effect: 'database' })
  standingChanged({ id, payload, organizationId }: DocumentStandingChanged): Promise<void> {
    return this.day.standing(payload, { organizationId, heard: id });
  }

  @AfterCommit(DocumentAboutToExpire, { effect: 'database' })
  async aboutToExpire({ payload, organizationId }: DocumentAboutToExpire): Promise<void> {
    const { subjectType } = payload;
    if (subjectType === 'driver' || subjectType === 'vehicle') await this.day.expiring(payload, organizationId);
  }

  /** A newer one takes its place. */
  @AfterCommit(DocumentVerified, { effect: 'database' })
  verified({ payload: { subjectId, documentType, expiresOn } }: DocumentVerified): Promise<void> {
    return this.day.noLongerExpiring(subjectId, documentType, expiresOn);
  }

  @AfterCommit(DocumentExpired, { effect: 'database' })
  expired({ payload: { subjectId, documentType } }: DocumentExpired): Promise<void> {
    return this.day.noLongerExpiring(subjectId, documentType, null);
  }

  @AfterCommit(DocumentRevoked, { effect: 'database' })
  revoked({ payload: { subjectId, documentType } }: DocumentRevoked): Promise<void> {
    return this.day.noLongerExpiring(subjectId, documentType, null);
  }
}
