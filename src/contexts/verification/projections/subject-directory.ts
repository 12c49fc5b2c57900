import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { FuelType } from '../../fleet/contracts/fleet-events';
import type { DocumentSubject } from '../contracts/verification-events';
import type { WorkingSubject } from '../domain/standing';
import type { Asked } from '../domain/wanted-documents';

export interface WorkingSubjectAtHand extends Asked {
  readonly subjectType: WorkingSubject;
  readonly subjectId: string;
}

/** Where a driver or a vehicle belongs. */
export interface SubjectHome {
  readonly id: string;
  readonly fleetId: string;
  readonly hubId: string;
  /** Of a vehicle. */
  readonly fuelType: FuelType | null;
  /** Of a vehicle its plate; null: not said, and as it was. */
  readonly name: string | null;
  /** Of the licence number or the plate; null as the name. */
  readonly numberDigest: string | null;
}

/** What is known of a subject; each null where nobody has said. */
export interface KnownSubject {
  readonly name: string | null;
  readonly numberDigest: string | null;
  /** No longer in service. */
  readonly hasLeft: boolean;
  readonly fleetId: string | null;
  readonly hubId: string | null;
}

const REMEMBER: Statement = {
  name: 'verification.subject.remember',
  text: `INSERT INTO verification.subjects AS s
           (organization_id, subject_type, subject_id, fleet_id, hub_id, city, fuel_type, name, number_digest)
         SELECT $1::uuid, $2::text, r.id, r.fleet_id, r.hub_id, r.city, r.fuel_type, r.name, r.number_digest
         FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[])
           AS r (id, fleet_id, hub_id, city, fuel_type, name, number_digest)
         ON CONFLICT (organization_id, subject_type, subject_id) DO UPDATE SET fleet_id = excluded.fleet_id,
           hub_id = excluded.hub_id, city = excluded.city, fuel_type = excluded.fuel_type,
           name = coalesce(excluded.name, s.name), number_digest = coalesce(excluded.number_digest, s.number_digest)`,
};
const RENAME: Statement = {
  name: 'verification.subject.rename',
  text: `UPDATE verification.subjects SET name = $4
         WHERE organization_id = $1 AND subject_type = $2 AND subject_id = $3`,
};
const LEAVE: Statement = {
  name: 'verification.subject.leave',
  text: `UPDATE verification.subjects SET has_left = true
         WHERE organization_id = $1 AND subject_type = $2 AND subject_id = $3`,
};
const KNOWN: Statement = {
  name: 'verification.subject.known',
  text: `SELECT name, number_digest AS "numberDigest", has_left AS "hasLeft", fleet_id AS "fleetId", hub_id AS "hubId"
         FROM verification.subjects WHERE organization_id = $1 AND subject_type = $2 AND subject_id = $3`,
};
const IN_SCOPE: Statement = {
  name: 'verification.subject.in_scope',
  text: `SELECT FROM verification.subjects WHERE organization_id = $1 AND subject_type = $2 AND subject_id = $3
           AND ($4::uuid[] IS NULL OR fleet_id = ANY($4)) AND ($5::uuid[] IS NULL OR hub_id = ANY($5))`,
};
const COLUMNS = `s.subject_type AS "subjectType", s.subject_id AS "subjectId", f.city, s.fuel_type AS "fuelType"
         FROM verification.subjects s
         LEFT JOIN verification.subjects f
           ON f.organization_id = s.organization_id AND f.subject_type = 'fleet' AND f.subject_id = s.fleet_id`;
const FIND: Statement = {
  name: 'verification.subject.find',
  text: `SELECT ${COLUMNS} WHERE s.organization_id = $1 AND s.subject_type = $2 AND s.subject_id = ANY($3)`,
};
const NEXT: Statement = {
  name: 'verification.subject.next',
  text: `SELECT subject_id AS id FROM verification.subjects
         WHERE organization_id = $1 AND subject_type = $2 AND ($3::uuid IS NULL OR fleet_id = $3)
           AND ($4::uuid IS NULL OR subject_id > $4)
         ORDER BY subject_id LIMIT $5`,
};

/** Whose documents there can be: what verification remembers of fleet's and identity's events. No numbers, no phones. */
@Injectable()
export class SubjectDirectory {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** All of one type, and each once. */
  async rememberWorking(type: WorkingSubject, homes: readonly SubjectHome[], organizationId: string): Promise<void> {
    const [ids, fleetIds, hubIds] = [homes.map((h) => h.id), homes.map((h) => h.fleetId), homes.map((h) => h.hubId)];
    const fuelTypes = homes.map((home) => home.fuelType);
    const cities = homes.map(() => null);
    const [names, digests] = [homes.map(({ name }) => name), homes.map(({ numberDigest }) => numberDigest)];
    const columns = [ids, fleetIds, hubIds, cities, fuelTypes, names, digests];
    await this.unitOfWork.query(REMEMBER, [organizationId, type, ...columns]);
  }

  /** @param name null: as it was */
  async rememberFleet(id: string, city: string, name: string | null, organizationId: string): Promise<void> {
    const columns = [[id], [id], [null], [city], [null], [name], [null]];
    await this.unitOfWork.query(REMEMBER, [organizationId, 'fleet', ...columns]);
  }

  async renameFleet(id: string, name: string, organizationId: string): Promise<void> {
    await this.unitOfWork.query(RENAME, [organizationId, 'fleet', id, name]);
  }

  async rememberUser(id: string, organizationId: string): Promise<void> {
    const columns = [[id], [null], [null], [null], [null], [null], [null]];
    await this.unitOfWork.query(REMEMBER, [organizationId, 'user', ...columns]);
  }

  /** It is no longer in service. */
  async leave(type: DocumentSubject, id: string, organizationId: string): Promise<void> {
    await this.unitOfWork.query(LEAVE, [organizationId, type, id]);
  }

  /** Null: nobody has told of it, as of an organization nobody does. */
  async known(type: DocumentSubject, id: string, organizationId: string): Promise<KnownSubject | null> {
    return (await this.unitOfWork.rows<KnownSubject & object>(KNOWN, [organizationId, type, id]))[0] ?? null;
  }

  /** The organization itself is there for whoever acts for the whole of it. */
  async isInScope(type: DocumentSubject, id: string, organizationId: string, principal: Principal): Promise<boolean> {
    const { fleetIds, hubIds } = principal;
    if (type === 'organization') return id === organizationId && fleetIds === null && hubIds === null;
    return (await this.unitOfWork.query(IN_SCOPE, [organizationId, type, id, fleetIds, hubIds])).rowCount === 1;
  }

  /** Those that are known, in no order. */
  findAll(type: WorkingSubject, ids: readonly string[], organizationId: string): Promise<WorkingSubjectAtHand[]> {
    return this.unitOfWork.rows<WorkingSubjectAtHand & object>(FIND, [organizationId, type, ids]);
  }

  async find(type: WorkingSubject, id: string, organizationId: string): Promise<WorkingSubjectAtHand | null> {
    return (await this.findAll(type, [id], organizationId))[0] ?? null;
  }

  /** The ids that follow, in order, `most` at most. */
  async next(
    wanted: { type: WorkingSubject; fleetId: string | null; after: string | null },
    organizationId: string,
    most: number,
  ): Promise<string[]> {
    const { type, fleetId, after } = wanted;
    const rows = await this.unitOfWork.rows<{ id: string }>(NEXT, [organizationId, type, fleetId, after, most]);
    return rows.map(({ id }) => id);
  }
}
