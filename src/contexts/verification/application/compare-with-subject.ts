import { Injectable } from '@nestjs/common';
import { DocumentDigests } from '../../../platform/document-digests';
import type { Document, Place } from '../domain/document';
import { numberHeld, numberOfAnother, subjectLeft } from '../domain/document-errors';
import { rulesOf } from '../domain/document-types';
import { maybeSameName } from '../domain/same-name';
import type { Submission } from '../domain/submission';
import { Documents } from '../persistence/documents';
import { type KnownSubject, SubjectDirectory } from '../projections/subject-directory';

type Numbered = Pick<Submission, 'subjectType' | 'subjectId' | 'documentType' | 'number'>;

/** Of whom the source can name the holder: a certificate names a vehicle's owner, whom nobody has told us of. */
const NAMED: readonly string[] = ['driving_licence', 'bank_account'];

/** Whether a document is its subject's own: a source knows that there is such a paper, and not whose we say it is. */
@Injectable()
export class CompareWithSubject {
  constructor(
    private readonly documents: Documents,
    private readonly subjects: SubjectDirectory,
    private readonly digests: DocumentDigests,
  ) {}

  /** @throws DomainError (conflict) `subject_left`; (rule) `number_of_another` */
  async assertOfSubject(numbered: Numbered, organizationId: string): Promise<void> {
    const { subjectType, subjectId, documentType } = numbered;
    const known = await this.subjects.known(subjectType, subjectId, organizationId);
    if (known?.hasLeft) throw subjectLeft(subjectType);
    const { bears } = rulesOf(documentType);
    if (bears && this.isAnother(numbered, known, organizationId)) throw numberOfAnother(bears);
  }

  /** Before it counts. @throws DomainError as `assertOfSubject`; (conflict) `number_held` */
  async assertMayCount(document: Document): Promise<void> {
    await this.assertOfSubject(document, document.organizationId);
    const holder = await this.documents.holderOf(document);
    if (holder) throw numberHeld(holder);
  }

  /** Whether it could count again, and then where its subject belongs; null where it could not. */
  async placeOfWhatMayCount(document: Document): Promise<Place | null> {
    const { subjectType, subjectId, organizationId } = document;
    const known = await this.subjects.known(subjectType, subjectId, organizationId);
    if (known?.hasLeft || this.isAnother(document, known, organizationId)) return null;
    if (await this.documents.holderOf(document)) return null;
    return { fleetId: known?.fleetId ?? null, hubId: known?.hubId ?? null };
  }

  /**
   * Why a source that agrees is not enough, in words without names and numbers: a person looks at it then.
   * @param nameAsHeld as the source has it, where it says
   */
  async doubts(document: Document, nameAsHeld: string | undefined): Promise<string[]> {
    const { subjectType, subjectId, documentType, organizationId, holderName } = document;
    const known = await this.subjects.known(subjectType, subjectId, organizationId);
    const doubts: string[] = [];
    if (known?.hasLeft) doubts.push(`The ${subjectType} is no longer in service.`);
    if (rulesOf(documentType).bears) {
      if (!known?.numberDigest) doubts.push(`Which number the ${subjectType} is registered with is not known.`);
      else if (this.isAnother(document, known, organizationId))
        doubts.push(`The ${subjectType} is registered with another number.`);
    }
    if (await this.documents.holderOf(document))
      doubts.push('A document of this number is verified for somebody else already.');
    const names = [nameAsHeld, holderName].flatMap((name) => name ?? []);
    if (NAMED.includes(documentType) && names.length > 0) {
      if (!known?.name) doubts.push(`The name of the ${subjectType} is not known.`);
      else if (names.some((name) => !maybeSameName(name, known.name!)))
        doubts.push(`The name that it is in is not the name of the ${subjectType}.`);
    }
    return doubts;
  }

  private isAnother({ documentType, number }: Numbered, known: KnownSubject | null, organizationId: string): boolean {
    const { bears } = rulesOf(documentType);
    if (!bears || number === null || !known?.numberDigest) return false;
    return this.digests.of(bears, number, organizationId) !== known.numberDigest;
  }
}
