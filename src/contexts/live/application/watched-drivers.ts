import type { DriverPosition, Interest } from '../domain/driver-position';
import type { EventStream, FollowedRide } from './event-stream';

interface Follower {
  readonly stream: EventStream;
  readonly rideId: string;
}

/** Which streams of this process want the position of which driver: gathered now and then, and looked up at each move. */
export class WatchedDrivers {
  private readonly followers = new Map<string, Follower[]>();
  private readonly boards = new Map<string, EventStream[]>();

  constructor(streams: Iterable<EventStream>) {
    for (const stream of streams) {
      const { organizationId } = stream.owner;
      if (stream.watcher.board) listIn(this.boards, organizationId).push(stream);
      for (const { rideId, driverId } of stream.followed.values())
        listIn(this.followers, driverId).push({ stream, rideId });
    }
  }

  get isNobody(): boolean {
    return this.followers.size === 0 && this.boards.size === 0;
  }

  follows(driverId: string): boolean {
    return this.followers.has(driverId);
  }

  boardsOf(organizationId: string): readonly EventStream[] {
    return this.boards.get(organizationId) ?? [];
  }

  /** Organizations of whose boards some show a part only: by their drivers' places. */
  narrowed(): string[] {
    return [...this.boards].flatMap(([organizationId, streams]) =>
      streams.some(({ watcher: { board } }) => board && (board.fleetIds ?? board.hubIds)) ? [organizationId] : [],
    );
  }

  /** Those whose ride he drives still, as their streams were told. */
  followersOf({ driverId, organizationId }: DriverPosition): { stream: EventStream; ride: FollowedRide }[] {
    return (this.followers.get(driverId) ?? []).flatMap(({ stream, rideId }) => {
      const ride = stream.followed.get(rideId);
      return ride?.driverId === driverId && stream.owner.organizationId === organizationId ? [{ stream, ride }] : [];
    });
  }

  interests(): Interest[] {
    const driverIds = new Map<string, string[]>();
    for (const [driverId, followers] of this.followers)
      for (const { stream } of followers) listIn(driverIds, stream.owner.organizationId).push(driverId);
    return [...new Set([...driverIds.keys(), ...this.boards.keys()])].map((organizationId) => ({
      organizationId,
      wholeBoard: this.boards.has(organizationId),
      driverIds: [...new Set(driverIds.get(organizationId) ?? [])],
    }));
  }
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
