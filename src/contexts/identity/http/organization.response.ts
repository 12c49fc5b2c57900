import { encodeCursor, pageOf } from '../../../platform/http/page';
import type { ListedOrganization } from '../application/listed-organization';
import type { OrganizationStatus } from '../domain/organization';

export class OrganizationResponse {
  id: string;
  /** @example 'Delhi Electric Cabs' */
  name: string;
  /** @example delhi-cabs */
  code: string;
  /** APPLIED → UNDER_REVIEW → ACTIVE or REJECTED; ACTIVE and SUSPENDED lead to each other. */
  status: OrganizationStatus;
  /**
   * Why it has the status; null until the first change.
   * @example 'The contract has ended.'
   */
  statusReason: string | null;
  createdAt: string;

  static of({ id, name, code, status, statusReason, createdAt }: ListedOrganization): OrganizationResponse {
    return { id, name, code, status, statusReason, createdAt: createdAt.toISOString() };
  }
}

export class OrganizationPageResponse {
  items: OrganizationResponse[];
  /**
   * Give it as `after` for the next page; null on the last.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of(organizations: readonly ListedOrganization[], limit: number): OrganizationPageResponse {
    const { items, next } = pageOf(
      organizations,
      limit,
      ({ id }) => encodeCursor(id),
      (organization) => OrganizationResponse.of(organization),
    );
    return { items: [...items], next };
  }
}
