import { DomainError } from '../../../platform/errors/domain-error';

/** The part of the organization that a caller sees and touches; null is all of it. A principal is one. */
export interface Scope {
  readonly fleetIds: readonly string[] | null;
  readonly hubIds: readonly string[] | null;
}

export const WHOLE_ORGANIZATION: Scope = { fleetIds: null, hubIds: null };

export function isInScope(
  { fleetIds, hubIds }: Scope,
  home: { readonly fleetId: string; readonly hubId: string },
): boolean {
  return (fleetIds?.includes(home.fleetId) ?? true) && (hubIds?.includes(home.hubId) ?? true);
}

/** Who is narrowed to some fleets or hubs may not make another beside them. @throws DomainError `outside_scope` */
export function assertEveryFleet(scope: Scope): void {
  if (scope.fleetIds !== null || scope.hubIds !== null) {
    throw outsideScope('You act for some fleets only, so you cannot add another or appoint its managers.');
  }
}

/** @throws DomainError `outside_scope` */
export function assertEveryHub(scope: Scope): void {
  if (scope.hubIds !== null) throw outsideScope('You act for some hubs only, so you cannot add another.');
}

function outsideScope(sentence: string): DomainError {
  return new DomainError('forbidden', 'outside_scope', sentence);
}
