import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { DomainEvent } from '../../../platform/events/domain-event';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type ListedStanding, Standing, type WorkingSubject } from '../domain/standing';

export interface StandingFilter {
  readonly limit: number;
  readonly after?: string;
  readonly subjectType?: WorkingSubject;
  readonly isUsable?: boolean;
  readonly fleetId?: string;
  readonly hubId?: string;
  /** Usable now, and no more from some instant before this one. */
  readonly lapsesBefore?: Date;
}

const COLUMNS = `t.id, t.organization_id AS "organizationId", t.version, t.subject_type AS "subjectType",
  t.is_usable AS "isUsable", t.usable_until AS "usableUntil", t.lapses, t.problems, t.changed_at AS "changedAt"`;
const FIND: Statement = {
  name: 'verification.standing.find',
  text: `SELECT ${COLUMNS} FROM verification.standings t WHERE t.id = $1 AND t.organization_id = $2`,
};
const INSERT: Statement = {
  name: 'verification.standing.insert',
  text: `INSERT INTO verification.standings
           (id, organization_id, version, subject_type, is_usable, usable_until, lapses, problems, changed_at)
         SELECT r.id, $1::uuid, 1, $2::text, r.is_usable, r.usable_until, r.lapses, r.problems, r.changed_at
         FROM unnest($3::uuid[], $4::boolean[], $5::timestamptz[], $6::jsonb[], $7::jsonb[], $8::timestamptz[])
           AS r (id, is_usable, usable_until, lapses, problems, changed_at)`,
};
const UPDATE: Statement = {
  name: 'verification.standing.update',
  text: `UPDATE verification.standings SET version = $3, is_usable = $4, usable_until = $5, lapses = $6, problems = $7, changed_at = $8
         WHERE id = $1 AND version = $2`,
};

/** Every driver and vehicle has one from his registration on, so these are prepared statements. */
@Injectable()
export class Standings extends AggregateStore<Standing> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Standing, 'standing');
  }

  override async find(id: string): Promise<Standing | null> {
    const [row] = await this.unitOfWork.rows<Record<string, unknown>>(FIND, [id, this.unitOfWork.organizationId]);
    return row ? Object.assign(new Standing(), row) : null;
  }

  /** Within the fleets and hubs of the principal, newest subject first; not those that are no longer in service. */
  async list(filter: StandingFilter, principal: Principal): Promise<Page<ListedStanding>> {
    const { limit, after, subjectType, isUsable, lapsesBefore, fleetId, hubId } = filter;
    const values: unknown[] = [organizationOf(principal)];
    const wanted = ['t.organization_id = $1', 'NOT s.has_left'];
    const want = (condition: (place: string) => string, value: unknown): void => {
      if (value !== undefined && value !== null) wanted.push(condition(`$${values.push(value)}`));
    };
    want((place) => `t.subject_type = ${place}`, subjectType);
    want((place) => `t.is_usable = ${place}`, isUsable);
    want((place) => `t.usable_until < ${place}`, lapsesBefore);
    want((place) => `s.fleet_id = ${place}`, fleetId);
    want((place) => `s.hub_id = ${place}`, hubId);
    want((place) => `s.fleet_id = ANY(${place})`, principal.fleetIds);
    want((place) => `s.hub_id = ANY(${place})`, principal.hubIds);
    want((place) => `t.id < ${place}`, decodeCursor(after)?.id);
    const text = `SELECT ${COLUMNS}, s.name, s.fleet_id AS "fleetId", s.hub_id AS "hubId" FROM verification.standings t
      JOIN verification.subjects s
        ON s.organization_id = t.organization_id AND s.subject_type = t.subject_type AND s.subject_id = t.id
      WHERE ${wanted.join(' AND ')} ORDER BY t.id DESC LIMIT $${values.push(limit + 1)}`;
    const rows = await this.unitOfWork.rows<Omit<ListedStanding, 'standing'> & { id: string }>(text, values);
    return pageOf(
      rows,
      limit,
      ({ id }) => encodeCursor(id),
      ({ name, fleetId: fleet, hubId: hub, ...row }) => {
        return { standing: Object.assign(new Standing(), row), name, fleetId: fleet, hubId: hub };
      },
    );
  }

  /** Of one organization and type, in one statement. Their events name those that they answer, in the same order. */
  async addAll(standings: readonly Standing[], causes: readonly DomainEvent[]): Promise<void> {
    if (standings.length === 0) return;
    for (const standing of standings) standing.version = 1;
    await this.write(standings);
    const told = standings.flatMap((standing, at) => standing.releaseEvents().map((e) => e.becauseOf(causes[at]!)));
    await this.unitOfWork.publishTogether(...told);
  }

  protected override async insert(standing: Standing): Promise<void> {
    await this.write([standing]);
  }

  private async write(standings: readonly Standing[]): Promise<void> {
    const [{ organizationId, subjectType }] = standings as [Standing];
    const judgements = standings.map(judgementOf);
    const columns = [0, 1, 2, 3, 4].map((column) => judgements.map((values) => values[column]));
    const ids = standings.map(({ id }) => id);
    await this.unitOfWork.query(INSERT, [organizationId, subjectType, ids, ...columns]);
  }

  protected override async flush(standing: Standing, readVersion: number): Promise<boolean> {
    const values = [standing.id, readVersion, standing.version, ...judgementOf(standing)];
    return (await this.unitOfWork.query(UPDATE, values)).rowCount === 1;
  }
}

function judgementOf({ isUsable, usableUntil, lapses, problems, changedAt }: Standing): unknown[] {
  return [isUsable, usableUntil, JSON.stringify(lapses), JSON.stringify(problems), changedAt];
}
