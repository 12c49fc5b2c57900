import { DomainError } from '../../../platform/errors/domain-error';

/**
 * Cities and tariffs bind every fleet, so whoever acts for some fleets or hubs only does not change them.
 * @throws DomainError `outside_scope`
 */
export function assertWholeOrganization(scope: {
  readonly fleetIds: readonly string[] | null;
  readonly hubIds: readonly string[] | null;
}): void {
  if (scope.fleetIds === null && scope.hubIds === null) return;
  throw new DomainError(
    'forbidden',
    'outside_scope',
    'You act for some fleets or hubs only, so you cannot change what binds the whole organization.',
  );
}
