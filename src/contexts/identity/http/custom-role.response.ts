import type { Page } from '../../../platform/http/page';
import type { CustomRole, CustomRoleStatus } from '../domain/custom-role';

export class CustomRoleResponse {
  id: string;
  /** @example 'Night desk' */
  name: string;
  /** @example 'Books and assigns rides at night.' */
  description: string;
  /** @example ["ride.book"] */
  permissions: string[];
  status: CustomRoleStatus;
  /**
   * The user who gave it these permissions.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7d
   */
  composedBy: string;
  createdAt: string;
  updatedAt: string;

  static of(role: CustomRole): CustomRoleResponse {
    const { id, name, description, permissions, status, composedBy, createdAt, updatedAt } = role;
    const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
    return { id, name, description, permissions, status, composedBy, ...times };
  }
}

export class CustomRolePage {
  items: CustomRoleResponse[];
  /** Give it as `after` for the rows that follow; null on the last page. */
  next: string | null;

  static of({ items, next }: Page<CustomRole>): CustomRolePage {
    return { items: items.map((role) => CustomRoleResponse.of(role)), next };
  }
}
