import { isDeepStrictEqual } from 'node:util';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import type { FuelType } from '../../fleet/contracts/fleet-events';
import { DocumentSetConfigured, type DocumentSubject } from '../contracts/verification-events';
import { assertGatesSomething, assertSuits } from './document-errors';
import type { SetPlace, WantedDocument, WantedSet } from './wanted-documents';

/** What an operator wants of a kind of subject somewhere, in the place of the default. */
@Entity({ schema: 'verification', name: 'document_sets' })
export class DocumentSet extends Aggregate implements WantedSet {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('int') override version: number;
  @Column('text', { name: 'subject_type' }) subjectType: DocumentSubject;
  @Column('text') city: string;
  @Column('text', { name: 'fuel_type', nullable: true }) fuelType: FuelType | null;
  @Column('jsonb') documents: readonly WantedDocument[];
  @Column('timestamptz', { name: 'configured_at' }) configuredAt: Date;
  /** Null: the migration, for operators from before there were sets. */
  @Column('uuid', { name: 'configured_by', nullable: true }) configuredBy: string | null;

  /** @throws DomainError (invalid) `fuel_type_unsuitable`, `document_type_unsuitable`, `document_type_twice`, `gates_nothing` */
  static configure(
    id: string,
    organizationId: string,
    { subjectType, city, fuelType }: SetPlace,
    documents: readonly WantedDocument[],
    by: string,
    at: Date,
  ): DocumentSet {
    if (fuelType !== null && subjectType !== 'vehicle') {
      throw new DomainError('invalid', 'fuel_type_unsuitable', 'Only the set of vehicles may be for one fuel type.', {
        field: 'fuelType',
      });
    }
    const set = Object.assign(new DocumentSet(), { id, organizationId, subjectType, city, fuelType });
    set.want(documents, by, at);
    return set;
  }

  /** Nothing happens where it wants the same already. @throws DomainError (invalid) as `configure`, but for the fuel */
  change(documents: readonly WantedDocument[], by: string, at: Date): void {
    if (!isDeepStrictEqual(plain(this.documents), plain(documents))) this.want(documents, by, at);
  }

  private want(documents: readonly WantedDocument[], by: string, at: Date): void {
    const { subjectType, city, fuelType } = this;
    for (const { documentType } of documents) assertSuits({ documentType, subjectType });
    assertGatesSomething(subjectType, documents.find(({ gatesDuty }) => gatesDuty)?.documentType);
    const twice = documents.find(
      ({ documentType }, at) => documents.findIndex((d) => d.documentType === documentType) < at,
    );
    if (twice) {
      throw new DomainError('invalid', 'document_type_twice', `The set names ${twice.documentType} twice.`, {
        field: 'documents',
      });
    }
    Object.assign(this, { documents: plain(documents), configuredAt: at, configuredBy: by });
    const said = { subjectType, city, fuelType, documents: plain(documents), configuredBy: by };
    this.record(new DocumentSetConfigured(this.id, said, at));
  }
}

function plain(
  documents: readonly WantedDocument[],
): { documentType: WantedDocument['documentType']; gatesDuty: boolean }[] {
  return documents.map(({ documentType, gatesDuty }) => ({ documentType, gatesDuty }));
}
