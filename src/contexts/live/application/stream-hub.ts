import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PrincipalReader } from '../../../platform/auth/principal-reader';
import { DatabaseNotifications } from '../../../platform/notifications/database-notifications';
import { Metrics } from '../../../platform/telemetry/metrics';
import { watcherOf } from '../domain/watcher';
import { livePermissions, rightsOf } from '../live.permissions';
import { ChangeLog, type LoggedChange } from '../persistence/change-log';
import type { EventStream } from './event-stream';
import { LiveOptions } from './live-options';
import { OrganizationFeed } from './organization-feed';

const CHANNEL = 'cabstand_live';

type Witness = (organizationId: string, change: LoggedChange) => void;

/** All open streams of this process: feeds them, and ends those whose time is over. */
@Injectable()
export class StreamHub implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(StreamHub.name);
  private readonly feeds = new Map<string, OrganizationFeed>();
  /** By user, the oldest first. */
  private readonly byUser = new Map<string, Set<EventStream>>();
  private readonly witnesses: Witness[] = [];
  private timers: NodeJS.Timeout[] = [];
  private open = 0;
  private closed = false;
  private checking = false;

  constructor(
    private readonly changes: ChangeLog,
    private readonly principals: PrincipalReader,
    private readonly notifications: DatabaseNotifications,
    private readonly options: LiveOptions,
    metrics: Metrics,
  ) {
    metrics.gauge('cabstand_live_streams', 'Open live streams of this process', () => this.open);
  }

  onApplicationBootstrap(): void {
    this.notifications.listen(CHANNEL, (organizationId) => {
      if (organizationId) this.feeds.get(organizationId)?.look();
      else this.lookEverywhere();
    });
    const every = (ms: number, act: () => void): void => void this.timers.push(setInterval(act, ms).unref());
    every(this.options.heartbeatMs, () => this.all((stream) => stream.beat()));
    every(this.options.pollMs, () => this.lookEverywhere());
    every(this.options.standingMs, () => {
      this.all((stream) => stream.endIfStuck(this.options.stuckMs));
      void this.endFallen();
    });
  }

  /** Before the server closes, which would wait for them. */
  onModuleDestroy(): void {
    this.closed = true;
    this.notifications.unlisten(CHANNEL);
    for (const timer of this.timers) clearInterval(timer);
    this.all((stream) => stream.end());
  }

  get takesMore(): boolean {
    return !this.closed && this.open < this.options.streams;
  }

  /** Changes of this organization were committed here: the other processes are told its id, and nothing else. */
  committed(organizationId: string, changes: readonly LoggedChange[]): void {
    this.feeds.get(organizationId)?.committed(changes);
    this.notifications.notify(CHANNEL, organizationId);
  }

  add(stream: EventStream, onClose: (act: () => void) => void): void {
    const { organizationId, userId } = stream.owner;
    const own = this.byUser.get(userId) ?? new Set();
    this.byUser.set(userId, own.add(stream));
    this.open++;
    onClose(() => this.remove(stream));
    this.feed(organizationId).join(stream);
    for (const oldest of own) {
      if (own.size <= this.options.streamsPerUser) break;
      this.remove(oldest);
      oldest.end();
    }
    if (this.closed) stream.end();
  }

  streamsOf(organizationId: string): Iterable<EventStream> {
    return this.feeds.get(organizationId)?.streams ?? [];
  }

  organizations(): IterableIterator<string> {
    return this.feeds.keys();
  }

  /** Told of each change of an organization that is watched here. */
  witness(witness: Witness): void {
    this.witnesses.push(witness);
  }

  private remove(stream: EventStream): void {
    const { organizationId, userId } = stream.owner;
    const own = this.byUser.get(userId);
    if (!own?.delete(stream)) return;
    this.open--;
    if (own.size === 0) this.byUser.delete(userId);
    const feed = this.feeds.get(organizationId);
    feed?.leave(stream);
    if (feed?.streams.size === 0) this.feeds.delete(organizationId);
  }

  private feed(organizationId: string): OrganizationFeed {
    let feed = this.feeds.get(organizationId);
    if (!feed) {
      feed = new OrganizationFeed(
        organizationId,
        this.changes,
        (error) => this.log.warn(`The changes could not be read, and are looked for again: ${String(error)}`),
        (change) => this.witnesses.forEach((witness) => witness(organizationId, change)),
      );
      this.feeds.set(organizationId, feed);
    }
    return feed;
  }

  private lookEverywhere(): void {
    for (const feed of this.feeds.values()) feed.look();
  }

  private all(act: (stream: EventStream) => void): void {
    for (const feed of this.feeds.values()) for (const stream of [...feed.streams]) act(stream);
  }

  /**
   * Ends the streams of sessions that ended, or that may see something else now: those come again, and see that. One
   * statement for all; who he is now is asked only of a session that changed since.
   */
  private async endFallen(): Promise<void> {
    const streams = [...this.feeds.values()].flatMap((feed) => [...feed.streams]);
    if (this.checking || streams.length === 0) return;
    this.checking = true;
    try {
      const versions = await this.principals.standing([...new Set(streams.map(({ owner }) => owner.sessionId))]);
      for (const stream of streams) {
        const version = versions.get(stream.owner.sessionId);
        if (version === undefined) stream.end();
        else if (stream.version !== version && (await this.hasFallen(stream))) stream.end();
        else stream.version = version;
      }
    } catch (error) {
      this.log.warn(`Sessions of streams could not be checked, and are at the next turn: ${String(error)}`);
    } finally {
      this.checking = false;
    }
  }

  private async hasFallen(stream: EventStream): Promise<boolean> {
    const { sessionId, organizationId } = stream.owner;
    const principal = await this.principals.find(sessionId, organizationId);
    if (!principal?.permissions.has(livePermissions.watch)) return true;
    const rights = rightsOf(principal);
    return (!rights.ownIsSeen && !rights.boardIsSeen) || !stream.isFor(watcherOf(rights));
  }
}
