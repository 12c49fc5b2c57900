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
