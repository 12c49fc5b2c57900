import type { FuelType } from '../../fleet/contracts/fleet-events';
import type { SetsInForce } from '../application/list-document-sets';
import type { DocumentSubject } from '../contracts/verification-events';
import type { DocumentType } from '../domain/document-types';
import type { WantedDocument, WantedSet } from '../domain/wanted-documents';

export class WantedDocumentResponse {
  documentType: DocumentType;
  /** Whether nobody works without it. */
  gatesDuty: boolean;

  static of({ documentType, gatesDuty }: WantedDocument): WantedDocumentResponse {
    return { documentType, gatesDuty };
  }
}

export class DocumentSetResponse {
  subjectType: DocumentSubject;
  /**
   * `*` is every other.
   * @example '*'
   */
  city: string;
  /** Null: every other. */
  fuelType: FuelType | null;
  documents: WantedDocumentResponse[];
  /** Whether nobody configured it. */
  isDefault: boolean;
  configuredAt: string | null;
  /** The user; null for a default, and for operators from before there were sets. */
  configuredBy: string | null;

  static of(
    set: WantedSet,
    configured: { configuredAt: Date; configuredBy: string | null } | null,
  ): DocumentSetResponse {
    const { subjectType, city, fuelType, documents } = set;
    return {
      ...{ subjectType, city, fuelType, documents: documents.map((wanted) => WantedDocumentResponse.of(wanted)) },
      isDefault: configured === null,
      configuredAt: configured?.configuredAt.toISOString() ?? null,
      configuredBy: configured?.configuredBy ?? null,
    };
  }
}

export class DocumentSetsResponse {
  sets: DocumentSetResponse[];

  static of({ configured, defaults }: SetsInForce): DocumentSetsResponse {
    return {
      sets: [
        ...configured.map((set) => DocumentSetResponse.of(set, set)),
        ...defaults.map((set) => DocumentSetResponse.of(set, null)),
      ],
    };
  }
}
