import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { DocumentRestored, DocumentRevoked, DocumentVerified } from '../../verification/contracts/verification-events';
import { WHOLE_ORGANIZATION } from '../domain/scope';
import { Drivers } from '../persistence/drivers';

/** In the transaction, so that a licence never has two ends. Its publisher holds the driver's lock. */
@Injectable()
export class FollowLicence {
  constructor(private readonly drivers: Drivers) {}

  @InTransaction(DocumentVerified)
  async verified(fact: DocumentVerified): Promise<void> {
    await this.follow(fact);
  }

  /** The renewal was wrong: the licence ends when it did before. */
  @InTransaction(DocumentRestored)
  async restored(fact: DocumentRestored): Promise<void> {
    await this.follow(fact);
  }

  @InTransaction(DocumentRevoked)
  async revoked({ payload, occurredAt }: DocumentRevoked): Promise<void> {
    const { documentType, subjectId, documentId } = payload;
    if (documentType !== 'driving_licence') return;
    await this.drivers.updateInScope(subjectId, WHOLE_ORGANIZATION, (driver) =>
      driver.unfollowLicence(documentId, occurredAt),
    );
  }

  private async follow({ payload, occurredAt }: DocumentVerified | DocumentRestored): Promise<void> {
    const { documentType, subjectId, documentId, expiresOn } = payload;
    if (documentType !== 'driving_licence' || expiresOn === null) return;
    await this.drivers.updateInScope(subjectId, WHOLE_ORGANIZATION, (driver) =>
      driver.followLicence({ documentId, expiresOn }, occurredAt),
    );
  }
}
