import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { belongsOnBoard, broughtToBoard, isOnBoard } from '../domain/board-hours';
import {
  boardChange,
  type Change,
  documentChange,
  driverChanges,
  type LapsingDocument,
  NO_PLACE,
  offerChange,
  rideChanges,
  rideMoves,
} from '../domain/change';
import { type DriverFact, followDriver, type LiveDriver } from '../domain/live-driver';
import { followOffer, type LiveOffer, type OfferFact } from '../domain/live-offer';
import { followRide, type LiveRide, type RideFact } from '../domain/live-ride';
import { type ConflictFact, conflictChange, shiftChange, type ShiftFact } from '../domain/told-plans';
import { ChangeLog } from '../persistence/change-log';
import { LiveBoard } from '../projections/live-board';
import { StreamHub } from './stream-hub';

interface Heard {
  readonly rides: RideFact[];
  readonly drivers: DriverFact[];
  readonly offers: OfferFact[];
  /** Nothing is kept of these. */
  readonly reminders: Change[];
  readonly conflicts: ConflictFact[];
  readonly shifts: ShiftFact[];
}

interface States {
  readonly rides: readonly LiveRide[];
  readonly drivers: readonly LiveDriver[];
  readonly offers: readonly LiveOffer[];
}

/**
 * Writes down what facts change for those who watch. The outbox delivers many in one transaction: all are gathered, and
 * written by few statements at its very end, so that the organization's head is held for a few milliseconds only.
 */
@Injectable()
export class TellChanges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly board: LiveBoard,
    private readonly log: ChangeLog,
    private readonly hub: StreamHub,
    private readonly clock: Clock,
  ) {}

  ride(fact: RideFact): Promise<void> {
    this.heard.rides.push(fact);
    return Promise.resolve();
  }

  driver(fact: DriverFact): Promise<void> {
    this.heard.drivers.push(fact);
    return Promise.resolve();
  }

  offer(fact: OfferFact): Promise<void> {
    this.heard.offers.push(fact);
    return Promise.resolve();
  }

  lapsing(document: LapsingDocument, fleetId: string | null, hubId: string | null): Promise<void> {
    this.heard.reminders.push(documentChange(document, { fleetId, hubId }));
    return Promise.resolve();
  }

  conflict(fact: ConflictFact): Promise<void> {
    this.heard.conflicts.push(fact);
    return Promise.resolve();
  }

  shift(fact: ShiftFact): Promise<void> {
    this.heard.shifts.push(fact);
    return Promise.resolve();
  }

  /**
   * Brings onto the boards those of these rides that belong there by now, and takes off those that no longer do. The unit of
   * work is the caller's.
   * @returns how many came or left
   */
  async turned(organizationId: string, rideIds: readonly string[], now: Date): Promise<number> {
    const head = await this.log.takeHead(organizationId);
    const rides = [...(await this.board.rides(rideIds)).values()]
      .filter((ride) => !ride.ended && belongsOnBoard(ride, now) !== isOnBoard(ride))
      .map((ride) => ({ ...ride, onBoard: !isOnBoard(ride) }));
    const drivers = await this.board.drivers(unique(rides.flatMap(({ driverId }) => driverId ?? [])));
    const changes = rides.map((ride) => {
      const { fleetId, hubId } = (ride.driverId && drivers.get(ride.driverId)) || NO_PLACE;
      return boardChange(ride, { fleetId, hubId }, ride.onBoard);
    });
    await this.keep(organizationId, head, { rides, drivers: [], offers: [] }, changes);
    return rides.length;
  }

  private get heard(): Heard {
    return this.unitOfWork.once(TellChanges, () => {
      const heard: Heard = { rides: [], drivers: [], offers: [], reminders: [], conflicts: [], shifts: [] };
      this.unitOfWork.beforeCommit(() => this.write(heard));
      return heard;
    });
  }

  private async write({ rides, drivers, offers, reminders, conflicts, shifts }: Heard): Promise<void> {
    const organizationId = this.unitOfWork.organizationId;
    if (organizationId === null) return;
    const head = await this.log.takeHead(organizationId);
    const before = {
      rides: await this.board.rides(unique([...rides, ...offers].map(({ payload }) => payload.rideId))),
      offers: await this.board.offers(unique(offers.map(({ payload }) => payload.offerId))),
    };
    const ridesNow = folded(before.rides, rides, (fact) => fact.payload.rideId, followRide);
    for (const [id, ride] of ridesNow) ridesNow.set(id, broughtToBoard(ride, this.clock.now()));
    const knownDrivers = await this.board.drivers(
      unique([
        ...[...drivers, ...offers, ...conflicts].flatMap(({ payload }) => payload.driverId ?? []),
        ...[...before.rides.values(), ...ridesNow.values()].flatMap(({ driverId }) => driverId ?? []),
      ]),
    );
    const driversNow = folded(knownDrivers, drivers, (fact) => fact.payload.driverId, followDriver);
    const rideOf = (id: string): LiveRide | undefined => ridesNow.get(id) ?? before.rides.get(id);
    const offersNow = folded(
      before.offers,
      offers,
      (fact) => fact.payload.offerId,
      (known, fact: OfferFact) => followOffer(known, fact, rideOf(fact.payload.rideId)),
    );
    const placeOf = (id: string | null): Pick<LiveDriver, 'fleetId' | 'hubId'> =>
      (id && (driversNow.get(id) ?? knownDrivers.get(id))) || NO_PLACE;
    const changes: Change[] = [
      ...(await this.movedWith([...driversNow.values()], knownDrivers)),
      ...[...driversNow.values()].flatMap((driver) => driverChanges(knownDrivers.get(driver.driverId), driver)),
      ...[...ridesNow.values()].flatMap((ride) => rideChanges(before.rides.get(ride.rideId), ride, placeOf)),
      ...[...offersNow.values()].map((offer: LiveOffer) => offerChange(offer, placeOf(offer.driverId))),
      ...reminders,
      ...conflicts.map((fact) => conflictChange(fact, placeOf(fact.payload.driverId ?? null))),
      ...shifts.map(shiftChange),
    ];
    const states = {
      rides: [...ridesNow.values()],
      drivers: [...driversNow.values()],
      offers: [...offersNow.values()],
    };
    await this.keep(organizationId, head, states, changes);
  }

  /** Of drivers who change hub: their rides leave the boards of the one, and come to those of the other. */
  private async movedWith(now: readonly LiveDriver[], known: ReadonlyMap<string, LiveDriver>): Promise<Change[]> {
    const moved = now.filter(({ driverId, hubId }) => (known.get(driverId)?.hubId ?? hubId) !== hubId);
    if (moved.length === 0) return [];
    const rides = await this.board.ridesOf(moved.map(({ driverId }) => driverId));
    return moved.flatMap(({ driverId, fleetId, hubId }) => {
      const { fleetId: fleetBefore, hubId: hubBefore } = known.get(driverId)!;
      const his = rides.filter((ride) => ride.driverId === driverId);
      return rideMoves(his, { fleetId: fleetBefore, hubId: hubBefore }, { fleetId, hubId });
    });
  }

  private async keep(organizationId: string, head: number, states: States, changes: readonly Change[]): Promise<void> {
    const now = new Date();
    await this.board.save(organizationId, states, now);
    if (changes.length === 0) return;
    const logged = await this.log.append(organizationId, head, changes, now);
    this.unitOfWork.afterCommit(() => this.hub.committed(organizationId, logged));
  }
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

/** Those that the facts changed, as they are after the last of them. */
function folded<Fact, State>(
  known: ReadonlyMap<string, State>,
  facts: readonly Fact[],
  idOf: (fact: Fact) => string,
  follow: (known: State | undefined, fact: Fact) => State,
): Map<string, State> {
  const now = new Map<string, State>();
  for (const fact of facts) {
    const id = idOf(fact);
    const before = now.get(id) ?? known.get(id);
    const after = follow(before, fact);
    if (after !== before) now.set(id, after);
  }
  return now;
}
