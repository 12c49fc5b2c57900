/** Whom a change concerns. On the board it shows to those whose scope takes in the fleet and hub. */
export interface Audience {
  readonly riderId: string | null;
  readonly driverId: string | null;
  readonly onBoard: boolean;
  /** Null with `hubId`: nobody's yet, as a ride that waits for a driver. */
  readonly fleetId: string | null;
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

export function maySee(watcher: Watcher, { riderId, driverId, onBoard, fleetId, hubId }: Audience): boolean {
  if (riderId !== null && riderId === watcher.riderId) return true;
  if (driverId !== null && driverId === watcher.driverId) return true;
  return onBoard && watcher.board !== null && takesIn(watcher.board, { fleetId, hubId });
}

export function takesIn(
  { fleetIds, hubIds, seesWaiting }: BoardScope,
  { fleetId, hubId }: Pick<Audience, 'fleetId' | 'hubId'>,
): boolean {
  if (fleetIds === null && hubIds === null) return true;
  if (fleetId === null || hubId === null) return seesWaiting && fleetId === null && hubId === null;
  return (fleetIds === null || fleetIds.includes(fleetId)) && (hubIds === null || hubIds.includes(hubId));
}
