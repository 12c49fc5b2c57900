import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DocumentSet } from '../domain/document-set';
import { DEFAULT_SETS, isSamePlace, type WantedSet } from '../domain/wanted-documents';
import { DocumentSets } from '../persistence/document-sets';

export interface SetsInForce {
  readonly configured: readonly DocumentSet[];
  /** Those whose place no set of the operator's takes. */
  readonly defaults: readonly WantedSet[];
}

@Injectable()
export class ListDocumentSets {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sets: DocumentSets,
  ) {}

  /** @throws DomainError `organization_required` */
  async execute(principal: Principal): Promise<SetsInForce> {
    const organizationId = organizationOf(principal);
    const configured = await this.unitOfWork.run(() => this.sets.all(organizationId));
    const covers = (set: WantedSet, standard: WantedSet): boolean =>
      isSamePlace(set, standard) || isSamePlace(set, { ...standard, fuelType: null });
    return {
      configured,
      defaults: DEFAULT_SETS.filter((standard) => !configured.some((set) => covers(set, standard))),
    };
  }
}
