import type { GeoPoint } from '../../../kernel/geo-point';
import type { Watcher } from '../domain/audience';
import type { RideView } from '../domain/live-ride';
import { scopeTag } from '../domain/stream-id';

/** Where a stream's text goes: a socket. */
export interface Outlet {
  /** @returns false when its buffer is full: write no more until it has drained. */
  write(text: string): boolean;
  onDrain(act: () => void): void;
  onClose(act: () => void): void;
  /** Ends it in good order where everything was taken, and cuts it off where the reader is behind. */
  end(): void;
  readonly closed: boolean;
}

/** One whose driver the watcher follows: his own ride, as its rider. */
export interface FollowedRide {
  readonly rideId: string;
  readonly driverId: string;
  /** Where the driver is going: to the pickup, and then to the drop. */
  readonly towards: GeoPoint | null;
  readonly until: 'pickup' | 'drop';
}

export interface StreamOwner {
  readonly organizationId: string;
  readonly userId: string;
  readonly sessionId: string;
  /** Of what he may, when the stream began. */
  readonly version: string;
}

const WITH_DRIVER = ['DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED'];

/**
 * One open stream. When its reader is slow it stops writing: what must not be lost waits in a bounded queue, of positions
 * only the last of each driver does. Past the bound a position is dropped, since the next follows, and for anything else the
 * stream ends: its reader then resumes from the log.
 */
export class EventStream {
  /** Everything up to here that the watcher may see was handed to the stream. */
  position: number;
  /** Changes with the session's rights. */
  version: string;
  readonly followed = new Map<string, FollowedRide>();
  private readonly queue: string[] = [];
  private queuedBytes = 0;
  private readonly latePositions = new Map<string, string>();
  private blocked = false;
  /** In wall time; of use while it is blocked. */
  private blockedSinceMs = 0;
  private over = false;

  constructor(
    private readonly outlet: Outlet,
    readonly owner: StreamOwner,
    readonly watcher: Watcher,
    /** Says for whose eyes the ids of this stream count. */
    readonly scope: string,
    position: number,
    private readonly queueLimitBytes: number,
    /** Of the text sent before anything else. */
    prelude: string,
  ) {
    this.position = position;
    this.version = owner.version;
    outlet.onDrain(() => this.drained());
    this.write(prelude);
  }

  get ended(): boolean {
    return this.over || this.outlet.closed;
  }

  /** The reader takes less than there is. */
  get behind(): boolean {
    return this.blocked;
  }

  event(name: string, position: number, data: string): void {
    this.position = position;
    this.write(`id: ${this.scope}-${position}\nevent: ${name}\ndata: ${data}\n\n`);
  }

  /** Not in the log, so without an id; the next one replaces it. */
  positionOf(key: string, name: string, data: string): void {
    const text = `event: ${name}\ndata: ${data}\n\n`;
    if (!this.blocked) return this.write(text);
    if (this.ended) return;
    const waiting = this.queuedBytes + text.length - (this.latePositions.get(key)?.length ?? 0);
    if (waiting > this.queueLimitBytes) return;
    this.queuedBytes = waiting;
    this.latePositions.set(key, text);
  }

  /** Ends a stream whose reader has taken nothing for so long, whether or not more is to be told. */
  endIfStuck(longestMs: number): void {
    if (this.blocked && Date.now() - this.blockedSinceMs > longestMs) this.end();
  }

  /** A comment keeps the connection alive; the id beside it keeps the last position fresh where nothing happens. */
  beat(): void {
    if (!this.blocked) this.write(`id: ${this.scope}-${this.position}\n: beat\n\n`);
  }

  /** Whether the session still may see what it saw when the stream began. */
  isFor(watcher: Watcher): boolean {
    return scopeTag(this.owner.organizationId, watcher) === this.scope;
  }

  /** The position of a ride's driver is the rider's to see while that driver is on it. */
  follow(ride: RideView): void {
    const { rideId, driver, status, meetingPoint, drop } = ride;
    if (!driver || !WITH_DRIVER.includes(status)) return void this.followed.delete(rideId);
    const until = status === 'STARTED' ? 'drop' : 'pickup';
    // Where the ride before ends is no concern of this rider, so how far his driver still has to go is not known here.
    const towards = until === 'drop' ? drop : driver.finishingAnotherRide ? null : meetingPoint;
    this.followed.set(rideId, { rideId, driverId: driver.driverId, towards, until });
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    this.queue.length = 0;
    this.latePositions.clear();
    this.outlet.end();
  }

  private write(text: string): void {
    if (this.ended) return;
    if (!this.blocked) return this.send(text);
    this.queue.push(text);
    this.queuedBytes += text.length;
    if (this.queuedBytes > this.queueLimitBytes) this.end();
  }

  private send(text: string): void {
    this.blocked = !this.outlet.write(text);
    if (this.blocked) this.blockedSinceMs = Date.now();
  }

  private drained(): void {
    this.blocked = false;
    while (!this.blocked && !this.ended && this.queue.length > 0) {
      const text = this.queue.shift()!;
      this.queuedBytes -= text.length;
      this.send(text);
    }
    for (const [key, text] of this.latePositions) {
      if (this.blocked || this.ended) return;
      this.latePositions.delete(key);
      this.queuedBytes -= text.length;
      this.send(text);
    }
  }
}
