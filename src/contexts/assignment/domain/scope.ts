import { notFound } from '../../../platform/errors/domain-error';

/** The fleets and hubs that a caller sees and touches; null is all of the organization's. A principal is one. */
export interface Scope {
  readonly fleetIds: readonly string[] | null;
  readonly hubIds: readonly string[] | null;
}

export function isInScope(scope: Scope, home: { readonly fleetId: string; readonly hubId: string }): boolean {
  return (scope.fleetIds?.includes(home.fleetId) ?? true) && (scope.hubIds?.includes(home.hubId) ?? true);
}

/** @throws DomainError not_found of a hub that the caller was not given; whether there is such a one its drivers tell */
export function assertHubInScope({ hubIds }: Scope, hubId: string): void {
  if (hubIds && !hubIds.includes(hubId)) throw notFound('hub', hubId);
}
