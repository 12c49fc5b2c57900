import { Injectable } from '@nestjs/common';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { DocumentSourceCheckSet, DocumentSubmitted } from '../contracts/verification-events';
import { AskSource } from './ask-source';

@Injectable()
export class CheckWithSource {
  constructor(private readonly askSource: AskSource) {}

  @AfterCommit(DocumentSubmitted, { effect: 'outside' })
  async submitted({ payload }: DocumentSubmitted): Promise<void> {
    await this.askSource.execute(payload.documentId, 1);
  }

  @AfterCommit(DocumentSourceCheckSet, { effect: 'outside' })
  async again({ payload }: DocumentSourceCheckSet): Promise<void> {
    await this.askSource.execute(payload.documentId, payload.attempt);
  }
}
