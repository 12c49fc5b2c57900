import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type MatchingPolicy, storedPolicy } from '../domain/matching-policy';

const CURRENT: Statement = {
  name: 'assignment.policy.current',
  text: `SELECT policy FROM assignment.matching_policies WHERE organization_id = $1 ORDER BY version DESC LIMIT 1`,
};
const OF_VERSION: Statement = {
  name: 'assignment.policy.of_version',
  text: 'SELECT policy FROM assignment.matching_policies WHERE organization_id = $1 AND version = $2',
};
const ADD: Statement = {
  name: 'assignment.policy.add',
  text: `INSERT INTO assignment.matching_policies (organization_id, version, policy, created_by, created_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6)`,
};

/** Each operator's rules of matching, every version kept: what was decided stays explicable. */
@Injectable()
export class MatchingPolicies {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async current(organizationId: string): Promise<MatchingPolicy> {
    const [row] = await this.unitOfWork.rows<{ policy: MatchingPolicy }>(CURRENT, [organizationId]);
    return storedPolicy(row?.policy);
  }

  async ofVersion(organizationId: string, version: number): Promise<MatchingPolicy> {
    const [row] = await this.unitOfWork.rows<{ policy: MatchingPolicy }>(OF_VERSION, [organizationId, version]);
    return storedPolicy(row?.policy);
  }

  async add(policy: MatchingPolicy, organizationId: string, by: string, reason: string, at: Date): Promise<void> {
    const values = [organizationId, policy.version, JSON.stringify(policy), by, at, reason];
    await this.unitOfWork.query(ADD, values);
  }
}
