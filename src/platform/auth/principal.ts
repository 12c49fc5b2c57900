import { DomainError } from '../errors/domain-error';

/** Who is calling, as the guard read it for this request from `platform.principals`. */
export interface Principal {
  readonly userId: string;
  readonly sessionId: string;
  /** Null only for a super admin who named no organization. */
  readonly organizationId: string | null;
  readonly permissions: ReadonlySet<string>;
  /** Null: every fleet of the organization. */
  readonly fleetIds: readonly string[] | null;
  /** Null: every hub of the fleets above. */
  readonly hubIds: readonly string[] | null;
  /** Set when the caller is a driver of the organization. */
  readonly driverId: string | null;
  /** Another one: what he may has changed since. */
  readonly version: string;
}

/** The organization that the caller acts in. @throws DomainError `organization_required` for a super admin who named none. */
export function organizationOf(principal: Principal): string {
  if (principal.organizationId !== null) return principal.organizationId;
  throw new DomainError(
    'invalid',
    'organization_required',
    'Say in which organization you act: send its id in the Cabstand-Organization header.',
  );
}

/**
 * For what cannot be told apart by fleet or hub, such as the record of everything.
 * @throws DomainError `outside_scope` for who is narrowed to some of them.
 */
export function assertWholeOrganization({ fleetIds, hubIds }: Pick<Principal, 'fleetIds' | 'hubIds'>): void {
  if (fleetIds === null && hubIds === null) return;
  throw new DomainError(
    'forbidden',
    'outside_scope',
    'You act for some fleets or hubs only, and this concerns the whole organization.',
  );
}
