import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { driverView } from '../domain/live-driver';
import { rideView } from '../domain/live-ride';
import { positionIn, scopeTag } from '../domain/stream-id';
import { watcherOf } from '../domain/watcher';
import { ChangeLog } from '../persistence/change-log';
import { LiveBoard, type Snapshot } from '../projections/live-board';
import { rightsOf } from '../live.permissions';
import { EventStream, type Outlet } from './event-stream';
import { LiveOptions } from './live-options';
import { StreamHub } from './stream-hub';

/** How soon an EventSource comes again. */
const RETRY = 'retry: 2000\n\n';

/**
 * Opens a stream: from the log where the caller names an event that is still in it, else with a snapshot.
 * @throws DomainError `streams_full`, `nothing_to_watch`
 */
@Injectable()
export class OpenStream {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly board: LiveBoard,
    private readonly log: ChangeLog,
    private readonly hub: StreamHub,
    private readonly options: LiveOptions,
  ) {}

  /** @param begin takes over the answer: called once nothing can be refused any more. */
  async execute(principal: Principal, lastEventId: string | null, begin: () => Outlet): Promise<void> {
    if (!this.hub.takesMore)
      throw new DomainError('unavailable', 'streams_full', 'This process serves no more streams. Try again soon.');
    const organizationId = organizationOf(principal);
    const watcher = watcherOf(rightsOf(principal));
    const scope = scopeTag(organizationId, watcher);
    const resumed = await this.resumable(organizationId, positionIn(lastEventId, scope));
    // Also where the log serves: whose driver a rider follows is read from it.
    const snapshot =
      resumed === null || !watcher.board
        ? await this.unitOfWork.run(() => this.board.snapshot(organizationId, watcher), { organizationId })
        : null;
    const outlet = begin();
    const { userId, sessionId, version } = principal;
    const owner = { organizationId, userId, sessionId, version };
    const position = resumed ?? snapshot!.position;
    const stream = new EventStream(outlet, owner, watcher, scope, position, this.options.queueBytes, RETRY);
    if (resumed === null) stream.event('snapshot', position, shown(snapshot!));
    for (const ride of snapshot?.rides ?? []) if (ride.riderId === watcher.riderId) stream.follow(rideView(ride));
    this.hub.add(stream, (act) => outlet.onClose(act));
  }

  private async resumable(organizationId: string, position: number | null): Promise<number | null> {
    if (position === null) return null;
    return (await this.log.holdsAllAfter(organizationId, position, this.options.resumeMost)) ? position : null;
  }
}

function shown({ rides, drivers, offers }: Snapshot): string {
  return JSON.stringify({ rides: rides.map(rideView), drivers: drivers.map(driverView), offers });
}
