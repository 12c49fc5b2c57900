import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { DocumentVerified } from '../../verification/contracts/verification-events';
import { WHOLE_ORGANIZATION } from '../domain/scope';
import { Drivers } from '../persistence/drivers';

/** In the transaction, so that a licence never has two ends. Its publisher holds the driver's lock. */
@Injectable()
export class FollowLicence {
  constructor(private readonly drivers: Drivers) {}

  @InTransaction(DocumentVerified)
  async verified({ payload, occurredAt }: DocumentVerified): Promise<void> {
    const { documentType, subjectId, documentId, expiresOn } = payload;
    if (documentType !== 'driving_licence' || expiresOn === null) return;
    await this.drivers.updateInScope(subjectId, WHOLE_ORGANIZATION, (driver) =>
      driver.followLicence({ documentId, expiresOn }, occurredAt),
    );
  }
}
