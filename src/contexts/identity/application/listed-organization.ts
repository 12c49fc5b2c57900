import type { OrganizationStatus } from '../domain/organization';

export interface ListedOrganization {
  readonly id: string;
  readonly name: string;
  readonly code: string;
  readonly status: OrganizationStatus;
  readonly statusReason: string | null;
  readonly createdAt: Date;
}
