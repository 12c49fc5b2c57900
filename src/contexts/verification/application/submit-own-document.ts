import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import type { Document } from '../domain/document';
import { callingDriver } from './calling-driver';
import { SubmitDocument, type SubmitDocumentCommand } from './submit-document';

/** A driver's own paper, wherever he belongs. */
@Injectable()
export class SubmitOwnDocument {
  constructor(private readonly submit: SubmitDocument) {}

  /** @throws DomainError `not_a_driver`, and those of `SubmitDocument` */
  async execute(
    command: Omit<SubmitDocumentCommand, 'subjectType' | 'subjectId'>,
    principal: Principal,
  ): Promise<Document> {
    const subjectId = callingDriver(principal);
    const himself = { ...principal, fleetIds: null, hubIds: null };
    return this.submit.execute({ ...command, subjectType: 'driver', subjectId }, himself);
  }
}
