import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import {
  DocumentExpired,
  DocumentRejected,
  DocumentReopened,
  DocumentRestored,
  DocumentRevoked,
  DocumentSubmitted,
  DocumentVerified,
} from '../contracts/verification-events';
import { JudgeSubject } from './judge-subject';

type Decided =
  | DocumentSubmitted
  | DocumentVerified
  | DocumentRejected
  | DocumentExpired
  | DocumentRevoked
  | DocumentRestored
  | DocumentReopened;

/** In the transaction: a driver whose licence was revoked a moment ago must not be given a ride. */
@Injectable()
export class JudgeDocuments {
  constructor(private readonly judgeSubject: JudgeSubject) {}

  @InTransaction(DocumentSubmitted)
  async submitted(event: DocumentSubmitted): Promise<void> {
    await this.judge(event);
  }

  @InTransaction(DocumentVerified)
  async verified(event: DocumentVerified): Promise<void> {
    await this.judge(event);
  }

  @InTransaction(DocumentRejected)
  async rejected(event: DocumentRejected): Promise<void> {
    await this.judge(event);
  }

  @InTransaction(DocumentExpired)
  async expired(event: DocumentExpired): Promise<void> {
    await this.judge(event);
  }

  @InTransaction(DocumentRevoked)
  async revoked(event: DocumentRevoked): Promise<void> {
    await this.judge(event);
  }

  @InTransaction(DocumentRestored)
  async restored(event: DocumentRestored): Promise<void> {
    await this.judge(event);
  }

  @InTransaction(DocumentReopened)
  async reopened(event: DocumentReopened): Promise<void> {
    await this.judge(event);
  }

  private async judge({ payload, organizationId }: Decided): Promise<void> {
    const { subjectType, subjectId } = payload;
    if (subjectType !== 'driver' && subjectType !== 'vehicle') return;
    await this.judgeSubject.execute(subjectType, subjectId, organizationId!);
  }
}
