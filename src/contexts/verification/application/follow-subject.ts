import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import type { Document } from '../domain/document';
import { rulesOf, type SubjectFact } from '../domain/document-types';
import type { WorkingSubject } from '../domain/standing';
import { Documents } from '../persistence/documents';

const SAYS: Readonly<Record<SubjectFact, string>> = {
  licenceNumber: 'The licence number that the driver is registered with was changed.',
  plate: 'The plate that the vehicle is registered with was changed.',
  fuelType: 'What the vehicle runs on was changed.',
};

/**
 * What was verified is true of the subject as it was then. Where what a document says has changed since, it counts no more: one
 * that bears the number itself is revoked, and any other waits for a person. The publisher holds the subject's lock.
 */
@Injectable()
export class FollowSubject {
  constructor(
    private readonly clock: Clock,
    private readonly documents: Documents,
  ) {}

  async changed(type: WorkingSubject, id: string, facts: readonly SubjectFact[]): Promise<void> {
    const now = this.clock.now();
    for (const document of facts.length > 0 ? await this.documents.verifiedOf(type, id) : []) {
      const fact = facts.find((changed) => rulesOf(document.documentType).says.includes(changed));
      if (fact) await this.outdate(document, fact, now);
    }
  }

  /** It is no longer in service: the numbers of its documents are free for who comes after it. */
  async left(type: 'driver' | 'vehicle' | 'fleet', id: string): Promise<void> {
    const now = this.clock.now();
    for (const document of await this.documents.verifiedOf(type, id))
      await this.documents.change(document, () => document.release(now));
  }

  private async outdate(document: Document, fact: SubjectFact, now: Date): Promise<void> {
    const reason = SAYS[fact];
    const bearsIt = rulesOf(document.documentType).bears !== null && fact !== 'fuelType';
    // Only one of a type waits: where a newer one does already, that is the one to look at.
    const newer = document.isCurrent ? await this.documents.sameOf(document, 'open') : null;
    await this.documents.change(document, () => {
      if (!document.isCurrent) document.release(now);
      else if (bearsIt || newer) document.outdate(reason, now);
      else document.reopen(reason, now);
    });
  }
}
