/** Whom a change concerns. On the board it shows to those whose scope takes in the fleet and hub. */
export interface Audience {
  readonly riderId: string | null;
  readonly driverId: string | null;
  readonly onBoard: boolean;
  /** Null with `hubId`: nobody's yet, as a ride that waits for a driver; of a document: the operator's own, or a user's. */
  readonly fleetId: string | null;
  /** Null beside a fleet: the fleet's own, and shown to whoever sees all its hubs. */
  readonly hubId: string | null;
}

/** Who watches, of one organization, and what he may see. */
export interface Watcher {
  /** Null where he may not see what is his own: then nothing is. */
  readonly riderId: string | null;
  readonly driverId: string | null;
  readonly board: BoardScope | null;
}

export interface BoardScope {
  /** Null: every fleet. */
  readonly fleetIds: readonly string[] | null;
  /** Null: every hub of those fleets. */
  readonly hubIds: readonly string[] | null;
  /** Who assigns drivers sees the rides that wait for one, however narrowed. */
  readonly seesWaiting: boolean;
}

export function maySee(
  watcher: Watcher,
  { kind, riderId, driverId, onBoard, fleetId, hubId }: Audience & { readonly kind: string },
): boolean {
  if (riderId !== null && riderId === watcher.riderId) return true;
  if (driverId !== null && driverId === watcher.driverId) return true;
  if (!onBoard || watcher.board === null) return false;
  // No document waits for a driver: one without a fleet is for who sees the whole operator.
  return takesIn(kind === 'document' ? { ...watcher.board, seesWaiting: false } : watcher.board, { fleetId, hubId });
}

export function takesIn(
  { fleetIds, hubIds, seesWaiting }: BoardScope,
  { fleetId, hubId }: Pick<Audience, 'fleetId' | 'hubId'>,
): boolean {
  if (fleetIds === null && hubIds === null) return true;
  if (fleetId === null) return seesWaiting && hubId === null;
  return (
    (fleetIds === null || fleetIds.includes(fleetId)) && (hubIds === null || (hubId !== null && hubIds.includes(hubId)))
  );
}
