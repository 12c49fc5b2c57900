import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DocumentSet } from '../domain/document-set';
import { isSamePlace, type WantedSet } from '../domain/wanted-documents';
import { DocumentSets } from '../persistence/document-sets';
import { ListDocumentSets, type SetsInForce } from './list-document-sets';

/** Puts each of the given sets in its place; those of other places stay. */
@Injectable()
export class ConfigureDocumentSets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly sets: DocumentSets,
    private readonly listing: ListDocumentSets,
  ) {}

  /** @throws DomainError `outside_scope`, `fuel_type_unsuitable`, `document_type_unsuitable`, `document_type_twice`, `gates_nothing`, `document_sets_in_use` */
  async execute(wanted: readonly WantedSet[], principal: Principal): Promise<SetsInForce> {
    assertWholeOrganization(principal);
    const organizationId = organizationOf(principal);
    return this.unitOfWork.run(async () => {
      const there = await this.sets.open(organizationId);
      const by = principal.userId;
      const now = this.clock.now();
      for (const { documents, ...place } of wanted) {
        const set = there.find((known) => isSamePlace(known, place));
        if (set) await this.sets.change(set, () => set.change(documents, by, now));
        else {
          const added = DocumentSet.configure(uuidv7(), organizationId, place, documents, by, now);
          await this.sets.add(added);
          there.push(added);
        }
      }
      return this.listing.execute(principal);
    });
  }
}
