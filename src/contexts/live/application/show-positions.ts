import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DatabaseNotifications } from '../../../platform/notifications/database-notifications';
import type { RoadLeg } from '../../../platform/routing/routing';
import { Signals } from '../../../platform/signals/signals';
import { takesIn } from '../domain/audience';
import { NO_PLACE } from '../domain/change';
import type { DriverPosition, Place } from '../domain/driver-position';
import type { DriverView } from '../domain/live-driver';
import { CarriedPositions } from '../persistence/carried-positions';
import type { EventStream, FollowedRide } from './event-stream';
import { LiveOptions } from './live-options';
import { StreamHub } from './stream-hub';
import { WatchedDrivers } from './watched-drivers';
import { WaysAhead } from './ways-ahead';

const CHANNEL = 'cabstand_positions';
/** NOTIFY carries 8,000 bytes at most, and an id with its comma takes 37. */
const IDS_A_NOTICE = 200;
/** How often what is watched is gathered anew, and what is due is shown. */
const TURN_MS = 250;
const WATCH_MS = 2_000;
/** Wall time. A process that dies is written for no longer. */
const WATCHED_FOR_MS = 10_000;

/**
 * Shows drivers' positions to their riders, with the time they still need, and to the boards. They are in no log: the next
 * replaces the last. Told to this process by a signal; by a table to the others, which is written only if one of them watches.
 */
@Injectable()
export class ShowPositions implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(ShowPositions.name);
  private readonly processId = randomUUID();
  private watched = new WatchedDrivers([]);
  /** Of other processes: organizations whose whole board they show, and drivers whom they follow. */
  private elsewhere = { boards: new Set<string>(), drivers: new Set<string>() };
  private readonly places = new Map<string, Map<string, Place>>();
  /** Of drivers who are followed: what was shown last, in wall time, and what came too soon after it. */
  private readonly shownAt = new Map<string, { wallMs: number; at: Date }>();
  private readonly late = new Map<string, DriverPosition>();
  private readonly onBoards = new Map<string, Map<string, DriverPosition>>();
  private boardsShownMs = 0;
  private readonly carried = new Map<string, DriverPosition>();
  private readonly heard = new Set<string>();
  private busy = false;
  private timers: NodeJS.Timeout[] = [];
  private ending: (() => void)[] = [];

  constructor(
    private readonly hub: StreamHub,
    private readonly positions: CarriedPositions,
    private readonly ways: WaysAhead,
    private readonly signals: Signals,
    private readonly notifications: DatabaseNotifications,
    private readonly options: LiveOptions,
  ) {}

  onApplicationBootstrap(): void {
    this.ending.push(this.signals.subscribe('driver.moved', (moved) => this.moved(moved)));
    this.notifications.listen(CHANNEL, (ids) => ids?.split(',').forEach((id) => this.heard.add(id)));
    this.hub.witness((organizationId, { kind, payload }) => {
      const places = this.places.get(organizationId);
      if (!places || kind !== 'driver') return;
      const { driverId, fleetId, hubId } = JSON.parse(payload) as DriverView;
      places.set(driverId, { fleetId, hubId });
    });
    this.timers.push(setInterval(() => void this.turn(), TURN_MS).unref());
    this.timers.push(setInterval(() => void this.tellInterest(), WATCH_MS).unref());
  }

  onModuleDestroy(): void {
    for (const end of this.ending) end();
    for (const timer of this.timers) clearInterval(timer);
    this.notifications.unlisten(CHANNEL);
  }

  /** Called at each move of each driver: quick where nobody watches. */
  private moved(position: DriverPosition): void {
    this.show(position);
    const { organizationId, driverId } = position;
    const { boards, drivers } = this.elsewhere;
    if (boards.has(organizationId) || drivers.has(driverId)) this.carried.set(driverId, position);
  }

  private show(position: DriverPosition): void {
    const { driverId, organizationId } = position;
    if (this.watched.boardsOf(organizationId).length > 0) {
      const board = this.onBoards.get(organizationId) ?? new Map<string, DriverPosition>();
      this.onBoards.set(organizationId, board.set(driverId, position));
    }
    const followers = this.watched.followersOf(position);
    if (followers.length === 0) return;
    const last = this.shownAt.get(driverId);
    if (last && last.at > position.at) return;
    if (last && Date.now() - last.wallMs < this.options.positionMs) return void this.late.set(driverId, position);
    this.shownAt.set(driverId, { wallMs: Date.now(), at: position.at });
    this.late.delete(driverId);
    for (const { stream, ride } of followers)
      stream.positionOf(driverId, 'position', onTheWay(position, ride, this.ways.ahead(position, ride)));
  }

  private async turn(): Promise<void> {
    this.ways.turn();
    const open = [...this.hub.organizations()].flatMap((id) => [...this.hub.streamsOf(id)]);
    this.watched = new WatchedDrivers(open);
    for (const position of [...this.late.values()]) this.show(position);
    if (Date.now() - this.boardsShownMs >= this.options.positionMs) this.showBoards();
    for (const driverId of this.shownAt.keys()) {
      if (!this.watched.follows(driverId) && this.shownAt.delete(driverId)) this.late.delete(driverId);
    }
    if (this.busy) return;
    this.busy = true;
    try {
      await this.loadPlaces();
      await this.carry();
      await this.fetch();
    } catch (error) {
      this.log.warn(`Positions did not get across, and the next will: ${String(error)}`);
    } finally {
      this.busy = false;
    }
  }

  private showBoards(): void {
    this.boardsShownMs = Date.now();
    for (const [organizationId, moved] of this.onBoards) {
      const places = this.places.get(organizationId);
      const whole = [...moved.values()];
      for (const stream of this.watched.boardsOf(organizationId)) this.showBoard(stream, whole, places);
    }
    this.onBoards.clear();
  }

  private showBoard(stream: EventStream, moved: readonly DriverPosition[], places?: ReadonlyMap<string, Place>): void {
    const scope = stream.watcher.board!;
    const isWhole = scope.fleetIds === null && scope.hubIds === null;
    const seen = isWhole
      ? moved
      : moved.filter(({ driverId }) => takesIn({ ...scope, seesWaiting: false }, places?.get(driverId) ?? NO_PLACE));
    if (seen.length === 0) return;
    // To a reader who is behind, each by itself: so that of each driver the last waits, and no more.
    if (stream.behind) for (const one of seen) stream.positionOf(one.driverId, 'positions', onBoard([one]));
    else stream.positionOf('', 'positions', onBoard(seen));
  }

  private async loadPlaces(): Promise<void> {
    const narrowed = this.watched.narrowed();
    for (const organizationId of this.places.keys())
      if (!narrowed.includes(organizationId)) this.places.delete(organizationId);
    for (const organizationId of narrowed) {
      if (this.places.has(organizationId)) continue;
      // What changes while they are read is newer than what is read.
      const places = new Map<string, Place>();
      this.places.set(organizationId, places);
      for (const [driverId, place] of await this.positions.places(organizationId))
        if (!places.has(driverId)) places.set(driverId, place);
    }
  }

  private async carry(): Promise<void> {
    if (this.carried.size === 0) return;
    const positions = [...this.carried.values()];
    this.carried.clear();
    await this.positions.write(positions);
    for (let i = 0; i < positions.length; i += IDS_A_NOTICE) {
      const ids = positions.slice(i, i + IDS_A_NOTICE).map(({ driverId }) => driverId);
      this.notifications.notify(CHANNEL, ids.join(','));
    }
  }

  private async fetch(): Promise<void> {
    if (this.heard.size === 0) return;
    const ids = [...this.heard];
    this.heard.clear();
    if (this.watched.isNobody) return;
    for (const position of await this.positions.read(ids)) this.show(position);
  }

  private async tellInterest(): Promise<void> {
    try {
      const interests = this.watched.interests();
      const until = new Date(Date.now() + WATCHED_FOR_MS);
      if (interests.length > 0) await this.positions.watch(this.processId, interests, until);
      const elsewhere = await this.positions.watchedElsewhere(this.processId);
      this.elsewhere = {
        boards: new Set(elsewhere.flatMap(({ wholeBoard, organizationId }) => (wholeBoard ? organizationId : []))),
        drivers: new Set(elsewhere.flatMap(({ driverIds }) => driverIds)),
      };
    } catch (error) {
      this.log.warn(`What is watched could not be told to the other processes: ${String(error)}`);
    }
  }
}

/** To a rider: where his driver is, and how long he still needs. */
function onTheWay(position: DriverPosition, ride: FollowedRide, left: RoadLeg | null): string {
  const { driverId, latitude, longitude, headingDegrees, at } = position;
  return JSON.stringify({
    ...{ rideId: ride.rideId, driverId, latitude, longitude, headingDegrees, at, until: ride.until },
    ...{ metres: left?.metres ?? null, etaSeconds: left?.seconds ?? null, estimated: left?.estimated ?? true },
  });
}

function onBoard(positions: readonly DriverPosition[]): string {
  return JSON.stringify({
    positions: positions.map(({ driverId, latitude, longitude, headingDegrees, at }) => ({
      ...{ driverId, latitude, longitude, headingDegrees, at },
    })),
  });
}
