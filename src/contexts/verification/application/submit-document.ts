import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { assertNoAadhaar } from '../../../kernel/aadhaar';
import { normaliseIfsc } from '../../../kernel/ifsc';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Document } from '../domain/document';
import { assertSuits, documentInReview } from '../domain/document-errors';
import { storedNumber } from '../domain/document-types';
import type { Submission } from '../domain/submission';
import { DocumentFiles } from '../persistence/document-files';
import { Documents } from '../persistence/documents';
import { SubjectDirectory } from '../projections/subject-directory';
import { CompareWithSubject } from './compare-with-subject';
import { subjectLock } from './subject-lock';

type Optional = 'number' | 'ifsc' | 'holderName' | 'dateOfBirth' | 'fileId' | 'issuedOn' | 'expiresOn';

/** As it comes in: the number still as it was typed. */
export type SubmitDocumentCommand = Omit<Submission, Optional> & { readonly [K in Optional]?: string };

@Injectable()
export class SubmitDocument {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly files: DocumentFiles,
    private readonly subjects: SubjectDirectory,
    private readonly withSubject: CompareWithSubject,
  ) {}

  /**
   * @throws DomainError not_found for a subject out of scope and for a file of another's or of yesterday; `document_type_unsuitable`,
   * those of `storedNumber` and `assertDates`, `subject_left`, `number_of_another`, `document_in_review` with the id of that one,
   * `file_used`
   */
  async execute(command: SubmitDocumentCommand, principal: Principal): Promise<Document> {
    const organizationId = organizationOf(principal);
    const submission = submissionOf(command);
    const { subjectType, subjectId, documentType, fileId } = submission;
    return this.unitOfWork.run(
      async () => {
        if (!(await this.subjects.isInScope(subjectType, subjectId, organizationId, principal)))
          throw notFound(subjectType, subjectId);
        await this.withSubject.assertOfSubject(submission, organizationId);
        if (fileId !== null) await this.files.assertSubmittable(principal.userId, fileId, this.clock.now());
        const open = await this.documents.sameOf(submission, 'open');
        if (open) throw documentInReview(documentType, open.id);
        const current = await this.documents.sameOf(submission, 'current');
        const by = principal.userId;
        const now = this.clock.now();
        const document = Document.submit(uuidv7(), organizationId, submission, current?.id ?? null, by, now);
        await this.documents.add(document);
        return document;
      },
      { locks: [subjectLock(subjectType, subjectId)] },
    );
  }
}

function submissionOf(command: SubmitDocumentCommand): Submission {
  const { subjectType, subjectId, documentType, number, ifsc, holderName } = command;
  assertSuits(command);
  if (documentType === 'bank_account' && (ifsc === undefined || holderName === undefined)) {
    const field = ifsc === undefined ? 'ifsc' : 'holderName';
    const sentence = 'A bank account is known by its number, its IFSC and the name of its holder. Give all three.';
    throw new DomainError('invalid', 'bank_account_incomplete', sentence, { field });
  }
  assertNoAadhaar(holderName ?? null, 'The name of the holder', 'holderName');
  return {
    subjectType,
    subjectId,
    documentType,
    number: storedNumber(documentType, number ?? null),
    ifsc: documentType === 'bank_account' ? normaliseIfsc(ifsc!) : null,
    holderName: holderName ?? null,
    dateOfBirth: command.dateOfBirth ?? null,
    fileId: command.fileId ?? null,
    issuedOn: command.issuedOn ?? null,
    expiresOn: command.expiresOn ?? null,
  };
}
