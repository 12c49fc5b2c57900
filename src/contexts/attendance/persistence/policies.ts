import { Injectable } from '@nestjs/common';
import { DEFAULT_HOURS_POLICY, type HoursPolicy } from '../../../kernel/duty-hours';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DEFAULT_DUTY_POLICY, type DutyPolicy, type Versioned } from '../domain/duty-policy';

/** Each operator's rules, by what they are about, with what holds until he sets his own. */
export interface Terms {
  readonly hours: HoursPolicy;
  readonly duty: DutyPolicy;
}

export type PolicyKind = keyof Terms;

const DEFAULTS: Terms = { hours: DEFAULT_HOURS_POLICY, duty: DEFAULT_DUTY_POLICY };

const CURRENT: Statement = {
  name: 'attendance.policy.current',
  text: `SELECT version, terms FROM attendance.policies WHERE organization_id = $1 AND kind = $2 ORDER BY version DESC LIMIT 1`,
};
const OF_VERSION: Statement = {
  name: 'attendance.policy.of_version',
  text: `SELECT version, terms FROM attendance.policies WHERE organization_id = $1 AND kind = $2 AND version = $3`,
};
const ADD: Statement = {
  name: 'attendance.policy.add',
  text: `INSERT INTO attendance.policies (organization_id, kind, version, terms, created_by, created_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
};

const KEY = `hashtextextended('attendance.policies ' || $1, 29)`;
const HOLD: Statement = {
  name: 'attendance.policy.hold',
  text: `SELECT pg_advisory_xact_lock_shared(${KEY})`,
};
const CLOSE: Statement = { name: 'attendance.policy.close', text: `SELECT pg_advisory_xact_lock(${KEY})` };

/** Every version is kept: what was refused or marked stays explicable. */
@Injectable()
export class Policies {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  current<K extends PolicyKind>(kind: K, organizationId: string): Promise<Versioned<Terms[K]>> {
    return this.read(kind, CURRENT, [organizationId, kind]);
  }

  /** As it was set then; 1 is the one in code. */
  ofVersion<K extends PolicyKind>(kind: K, organizationId: string, version: number): Promise<Versioned<Terms[K]>> {
    return this.read(kind, OF_VERSION, [organizationId, kind, version]);
  }

  /**
   * Until the transaction ends nobody changes them: what begins by them is committed before a change, which then finds it. Shared,
   * and taken after every other lock, so nobody waits in a circle.
   */
  async hold(organizationId: string): Promise<void> {
    await this.unitOfWork.query(HOLD, [organizationId]);
  }

  /** To be changed: waits for whoever holds them, which nobody does for long. */
  async open<K extends PolicyKind>(kind: K, organizationId: string): Promise<Versioned<Terms[K]>> {
    await this.unitOfWork.query(CLOSE, [organizationId]);
    return this.current(kind, organizationId);
  }

  async add<K extends PolicyKind>(
    kind: K,
    { version, terms }: Versioned<Terms[K]>,
    who: { readonly organizationId: string; readonly userId: string; readonly reason: string },
    at: Date,
  ): Promise<void> {
    const values = [who.organizationId, kind, version, JSON.stringify(terms), who.userId, at, who.reason];
    await this.unitOfWork.query(ADD, values);
  }

  /** What was not there yet when a version was set is as usual. */
  private async read<K extends PolicyKind>(
    kind: K,
    statement: Statement,
    values: unknown[],
  ): Promise<Versioned<Terms[K]>> {
    const [row] = await this.unitOfWork.rows<{ version: number; terms: Partial<Terms[K]> }>(statement, values);
    return { version: row?.version ?? 1, terms: { ...DEFAULTS[kind], ...row?.terms } };
  }
}
