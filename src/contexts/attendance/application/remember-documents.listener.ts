import { Injectable } from '@nestjs/common';
import { InTransactionTogether } from '../../../platform/events/listener.decorators';
import { DocumentStandingChanged } from '../../verification/contracts/verification-events';
import { DocumentBook } from '../projections/document-book';

/** In the transaction: a document that was revoked a moment ago lets nobody check in. */
@Injectable()
export class RememberDocuments {
  constructor(private readonly documents: DocumentBook) {}

  @InTransactionTogether(DocumentStandingChanged)
  async changed(facts: readonly DocumentStandingChanged[]): Promise<void> {
    // Of two about one subject the later counts.
    const latest = new Map(facts.map((fact) => [fact.payload.subjectId, fact]));
    await this.documents.remember(
      [...latest.values()].map(({ payload, organizationId }) => {
        const { subjectId, subjectType: whose, isUsable, usableUntil, lapses, problems } = payload;
        const until = usableUntil === null ? null : new Date(usableUntil);
        return { subjectId, organizationId, whose, isUsable, usableUntil: until, lapses, problems };
      }),
    );
  }
}
