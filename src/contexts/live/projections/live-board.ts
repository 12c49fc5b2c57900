import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Watcher } from '../domain/audience';
import { BOARD_HOURS_MS, OVERDUE_HOURS_MS, UNDER_WAY } from '../domain/board-hours';
import type { LiveDriver } from '../domain/live-driver';
import type { LiveOffer } from '../domain/live-offer';
import type { LiveRide } from '../domain/live-ride';

/** What a watcher sees, all of it as it was at one position of the log. */
export interface Snapshot {
  readonly position: number;
  readonly rides: readonly LiveRide[];
  readonly drivers: readonly LiveDriver[];
  readonly offers: readonly LiveOffer[];
}

const RIDES: Statement = {
  name: 'live.rides.by_id',
  text: 'SELECT state FROM live.rides WHERE ride_id = ANY($1::uuid[])',
};
const DRIVERS: Statement = {
  name: 'live.drivers.by_id',
  text: 'SELECT state FROM live.drivers WHERE driver_id = ANY($1::uuid[])',
};
const OFFERS: Statement = {
  name: 'live.offers.by_id',
  text: 'SELECT state FROM live.offers WHERE offer_id = ANY($1::uuid[])',
};
/** What is heard of a ride before its booking is shown to nobody, and forgotten with those that ended. */
const SAVE_RIDES: Statement = {
  name: 'live.rides.save',
  text: `INSERT INTO live.rides (ride_id, organization_id, rider_id, driver_id, ended_at, pickup_at, on_board, state)
         SELECT (s->>'rideId')::uuid, $2, (s->>'riderId')::uuid, (s->>'driverId')::uuid,
           CASE WHEN (s->>'ended')::boolean OR s->>'vehicleClass' IS NULL THEN $3::timestamptz END,
           (s->>'pickupAt')::timestamptz, coalesce((s->>'onBoard')::boolean, true), s
         FROM jsonb_array_elements($1::jsonb) AS s
         ON CONFLICT (ride_id) DO UPDATE SET rider_id = excluded.rider_id, driver_id = excluded.driver_id,
           pickup_at = excluded.pickup_at, on_board = excluded.on_board,
           ended_at = CASE WHEN excluded.ended_at IS NOT NULL THEN coalesce(rides.ended_at, excluded.ended_at) END,
           state = excluded.state`,
};
const SAVE_DRIVERS: Statement = {
  name: 'live.drivers.save',
  text: `INSERT INTO live.drivers (driver_id, organization_id, fleet_id, hub_id, state)
         SELECT (s->>'driverId')::uuid, $2, (s->>'fleetId')::uuid, (s->>'hubId')::uuid, s
         FROM jsonb_array_elements($1::jsonb) AS s
         ON CONFLICT (driver_id) DO UPDATE SET fleet_id = excluded.fleet_id, hub_id = excluded.hub_id, state = excluded.state`,
};
const SAVE_OFFERS: Statement = {
  name: 'live.offers.save',
  text: `INSERT INTO live.offers (offer_id, organization_id, driver_id, settled_at, state)
         SELECT (s->>'offerId')::uuid, $2, (s->>'driverId')::uuid,
           CASE WHEN s->>'status' <> 'OPEN' THEN $3::timestamptz END, s
         FROM jsonb_array_elements($1::jsonb) AS s
         ON CONFLICT (offer_id) DO UPDATE SET settled_at = coalesce(offers.settled_at, excluded.settled_at), state = excluded.state`,
};

const RIDES_OF: Statement = {
  name: 'live.rides.of_drivers',
  text: 'SELECT state FROM live.rides WHERE driver_id = ANY($1::uuid[]) AND ended_at IS NULL',
};
/** Due to come onto the board from $4 until $1, or to leave it beyond: scheduled for later, or long overdue. */
const TO_TURN: Statement = {
  name: 'live.rides.to_turn',
  text: `SELECT organization_id AS "organizationId", array_agg(ride_id) AS "rideIds" FROM (
           (SELECT organization_id, ride_id FROM live.rides
            WHERE ended_at IS NULL AND NOT on_board AND pickup_at <= $1 AND pickup_at >= $4 LIMIT $3)
           UNION ALL
           (SELECT organization_id, ride_id FROM live.rides
            WHERE ended_at IS NULL AND on_board AND (pickup_at > $1 OR pickup_at < $4)
              AND NOT state->>'status' = ANY($2::text[]) LIMIT $3) LIMIT $3) AS due
         GROUP BY organization_id`,
};

const HEAD = `coalesce((SELECT position FROM live.heads WHERE organization_id = $1), 0) AS position`;
const listed = (select: string): string => `coalesce((SELECT jsonb_agg(state) FROM (${select}) AS one), '[]'::jsonb)`;

const OWN_RIDES = `SELECT state FROM live.rides WHERE organization_id = $1 AND ended_at IS NULL AND rider_id = $2
  UNION SELECT state FROM live.rides WHERE organization_id = $1 AND ended_at IS NULL AND driver_id = $3`;

/** One statement, hence one view of the database: what it shows is true at the position beside it. */
const OWN: Statement = {
  name: 'live.snapshot.own',
  text: `SELECT ${HEAD},
    ${listed(OWN_RIDES)} AS rides,
    ${listed('SELECT state FROM live.drivers WHERE organization_id = $1 AND driver_id = $3')} AS drivers,
    ${listed(`SELECT state FROM live.offers WHERE organization_id = $1 AND settled_at IS NULL AND driver_id = $3`)} AS offers`,
};

const IN_SCOPE = `($4::uuid[] IS NULL OR d.fleet_id = ANY($4)) AND ($5::uuid[] IS NULL OR d.hub_id = ANY($5))`;
const BOARD: Statement = {
  name: 'live.snapshot.board',
  text: `SELECT ${HEAD},
    ${listed(`SELECT r.state FROM live.rides r LEFT JOIN live.drivers d ON d.driver_id = r.driver_id
              WHERE r.organization_id = $1 AND r.ended_at IS NULL AND r.on_board
                AND (${IN_SCOPE} OR r.driver_id IS NULL AND $6)
              UNION ${OWN_RIDES}`)} AS rides,
    ${listed(`SELECT d.state FROM live.drivers d WHERE d.organization_id = $1
                AND d.state->>'status' <> 'LEFT' AND (${IN_SCOPE} OR d.driver_id = $3)`)} AS drivers,
    ${listed(`SELECT o.state FROM live.offers o LEFT JOIN live.drivers d ON d.driver_id = o.driver_id
              WHERE o.organization_id = $1 AND o.settled_at IS NULL AND (${IN_SCOPE} OR o.driver_id = $3)`)} AS offers`,
};

/** What live remembers of the others' rides, drivers and offers. Written under the organization's head alone. */
@Injectable()
export class LiveBoard {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async rides(ids: readonly string[]): Promise<Map<string, LiveRide>> {
    const states = await this.states<LiveRide>(RIDES, ids);
    return new Map(states.map((ride) => [ride.rideId, ride]));
  }

  async drivers(ids: readonly string[]): Promise<Map<string, LiveDriver>> {
    const states = await this.states<LiveDriver>(DRIVERS, ids);
    return new Map(states.map((driver) => [driver.driverId, driver]));
  }

  async offers(ids: readonly string[]): Promise<Map<string, LiveOffer>> {
    const states = await this.states<LiveOffer>(OFFERS, ids);
    return new Map(states.map((offer) => [offer.offerId, offer]));
  }

  /** Those that are not over. */
  ridesOf(driverIds: readonly string[]): Promise<LiveRide[]> {
    return this.states<LiveRide>(RIDES_OF, driverIds);
  }

  /** Rides that come onto the board at this moment, or leave it, by their organizations. */
  toTurn(now: Date, most: number): Promise<{ organizationId: string; rideIds: string[] }[]> {
    const [until, from] = [now.getTime() + BOARD_HOURS_MS, now.getTime() - OVERDUE_HOURS_MS];
    return this.unitOfWork.rows(TO_TURN, [new Date(until), UNDER_WAY, most, new Date(from)]);
  }

  /** @param heardAt wall time, by which what has ended is forgotten later */
  async save(
    organizationId: string,
    now: { rides: readonly LiveRide[]; drivers: readonly LiveDriver[]; offers: readonly LiveOffer[] },
    heardAt: Date,
  ): Promise<void> {
    const saved = (states: readonly object[]): unknown[] => [JSON.stringify(states), organizationId];
    if (now.rides.length > 0) await this.unitOfWork.query(SAVE_RIDES, [...saved(now.rides), heardAt]);
    if (now.drivers.length > 0) await this.unitOfWork.query(SAVE_DRIVERS, saved(now.drivers));
    if (now.offers.length > 0) await this.unitOfWork.query(SAVE_OFFERS, [...saved(now.offers), heardAt]);
  }

  /** What is his alone, or the board in his scope with what is his. */
  async snapshot(organizationId: string, { riderId, driverId, board }: Watcher): Promise<Snapshot> {
    const own = [organizationId, riderId, driverId];
    const [row] = board
      ? await this.unitOfWork.rows<Snapshot>(BOARD, [...own, board.fleetIds, board.hubIds, board.seesWaiting])
      : await this.unitOfWork.rows<Snapshot>(OWN, own);
    return row!;
  }

  private async states<State>(statement: Statement, ids: readonly string[]): Promise<State[]> {
    if (ids.length === 0) return [];
    const rows = await this.unitOfWork.rows<{ state: State }>(statement, [ids]);
    return rows.map(({ state }) => state);
  }
}
