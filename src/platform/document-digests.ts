import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Configuration } from './config/configuration';

/** What the number is of: the same digits of another kind have another digest. */
export type NumberKind = 'driving_licence' | 'plate';

/**
 * Stands for the number of a document where the number itself must not go: in an event, or in what another context remembers.
 * Two of them are the same where the numbers are; without AUDIT_KEY nobody can tell a number from one, nor try them all.
 */
@Injectable()
export class DocumentDigests {
  private readonly key: Buffer;

  constructor({ auditKey }: Configuration) {
    this.key = Buffer.from(hkdfSync('sha256', auditKey, '', 'cabstand numbers of documents, version 1', 32));
  }

  /** @param number normalised @returns 43 characters; another organization's is another */
  of(kind: NumberKind, number: string, organizationId: string): string {
    return createHmac('sha256', this.key).update(`${organizationId} ${kind} ${number}`).digest('base64url');
  }
}
