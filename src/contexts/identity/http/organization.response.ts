import { encodeCursor, pageOf } from '../../../platform/http/page';
import type { ListedOrganization } from '../application/listed-organization';

export class OrganizationResponse {
  id: string;
  /** @example 'Delhi Electric Cabs' */
  name: string;
  /** @example delhi-cabs */
  code: string;
  status: 'ACTIVE' | 'SUSPENDED';
  createdAt: string;

  static of({ id, name, code, status, createdAt }: ListedOrganization): OrganizationResponse {
    return { id, name, code, status, createdAt: createdAt.toISOString() };
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
