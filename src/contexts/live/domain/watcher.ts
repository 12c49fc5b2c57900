import { DomainError } from '../../../platform/errors/domain-error';
import type { Watcher } from './audience';

/** What of a caller decides what he sees. */
export interface WatchRights {
  readonly userId: string;
  readonly driverId: string | null;
  readonly fleetIds: readonly string[] | null;
  readonly hubIds: readonly string[] | null;
  readonly ownIsSeen: boolean;
  readonly boardIsSeen: boolean;
  readonly seesWaiting: boolean;
}

/** A rider is known by his user's id. @throws DomainError `nothing_to_watch` */
export function watcherOf(rights: WatchRights): Watcher {
  const { userId, driverId, fleetIds, hubIds, ownIsSeen, boardIsSeen, seesWaiting } = rights;
  if (!ownIsSeen && !boardIsSeen)
    throw new DomainError(
      'forbidden',
      'nothing_to_watch',
      'You may see neither a board nor anything of your own here.',
    );
  return {
    riderId: ownIsSeen ? userId : null,
    driverId: ownIsSeen ? driverId : null,
    board: boardIsSeen ? { fleetIds, hubIds, seesWaiting } : null,
  };
}
