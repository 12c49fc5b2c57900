import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, ValidateNested } from 'class-validator';
import { IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import type { FuelType } from '../../fleet/contracts/fleet-events';
import type { DocumentSubject } from '../contracts/verification-events';
import { DOCUMENT_SUBJECTS, DOCUMENT_TYPES, type DocumentType } from '../domain/document-types';
import { FUEL_TYPES, type WantedSet } from '../domain/wanted-documents';

export class WantedDocumentRequest {
  @IsIn(DOCUMENT_TYPES)
  documentType: DocumentType;

  /** Whether nobody works without it: of drivers and vehicles only. */
  @IsBoolean()
  gatesDuty: boolean;
}

export class DocumentSetRequest {
  @IsIn(DOCUMENT_SUBJECTS)
  subjectType: DocumentSubject;

  /**
   * As fleets name it; `*` is every other.
   * @example 'Delhi NCR'
   */
  @IsText({ max: 80 })
  city: string;

  /** Of vehicles: only those that run on it. Left out, every other. */
  @MayBeLeftOut()
  @IsIn(FUEL_TYPES)
  fuelType?: FuelType;

  /** None: nothing is wanted. */
  @IsArray()
  @ArrayMaxSize(DOCUMENT_TYPES.length)
  @ValidateNested({ each: true })
  @Type(() => WantedDocumentRequest)
  documents: WantedDocumentRequest[];
}

export class ConfigureDocumentSetsRequest {
  /** Each takes the place of the one of its subject, city and fuel; those of other places stay. All are put, or none. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => DocumentSetRequest)
  sets: DocumentSetRequest[];

  get wanted(): WantedSet[] {
    return this.sets.map(({ fuelType, ...set }) => ({ ...set, fuelType: fuelType ?? null }));
  }
}
