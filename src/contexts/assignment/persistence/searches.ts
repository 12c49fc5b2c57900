import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { GeoPoint } from '../../../kernel/geo-point';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RideToMatch } from '../domain/candidate';
import { type MatchingPolicy, storedPolicy } from '../domain/matching-policy';
import { searchOpenAlready } from '../domain/offer-errors';
import { Search } from '../domain/search';
import { CITY_OF_RIDE, RIDE_COLUMNS, type RideRow, rideOf } from '../projections/ride-book';
import { PreparedEntity } from './prepared-entity';

const BREAKDOWN: Statement = {
  name: 'assignment.search.breakdown',
  text: `SELECT pickup_latitude AS latitude, pickup_longitude AS longitude FROM assignment.searches
         WHERE ride_id = $1 AND at_breakdown ORDER BY started_at DESC, id DESC LIMIT 1`,
};

type Row = Record<string, unknown>;

/** A search with all that its next round depends on. */
export interface Scene {
  readonly search: Search;
  readonly ride: RideToMatch;
  /** The one it began under. */
  readonly policy: MatchingPolicy;
  readonly openOffers: number;
  /**
   * Since when its rider waits for a driver: since his first search, whoever was taken from him meanwhile; in a cab that broke
   * down, since the first search from there.
   */
  readonly waitsSince: Date;
}

/** It needs no round: it has ended, or somebody is asked. */
export function isAtRest({ search, openOffers, ride }: Scene): boolean {
  return search.status !== 'OPEN' || openOffers > 0 || ride.closed;
}

type SceneRow = RideRow & { policy: MatchingPolicy | null; open_offers: number; waits_since: Date };

/** The searches, by prepared statements. Who changes one holds the lock of its ride. */
@Injectable()
export class Searches extends AggregateStore<Search> {
  private made: PreparedEntity | undefined;

  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Search, 'search', { searches_one_open_per_ride: searchOpenAlready });
  }

  override async find(id: string): Promise<Search | null> {
    return this.one('find', 't.id = $1', id);
  }

  async openOfRide(rideId: string): Promise<Search | null> {
    return this.one('open_of_ride', `t.ride_id = $1 AND t.status = 'OPEN'`, rideId);
  }

  /** Where the rider sits in a cab that broke down: each later search for him begins there. Null where none did. */
  async breakdownOfRide(rideId: string): Promise<GeoPoint | null> {
    return (await this.unitOfWork.rows<GeoPoint & QueryResultRow>(BREAKDOWN, [rideId]))[0] ?? null;
  }

  /** Null where there is none. */
  async scene(id: string): Promise<Scene | null> {
    const statement = {
      name: 'assignment.search.scene',
      text: `SELECT ${this.prepared.select}, ${RIDE_COLUMNS}, p.policy,
               (SELECT count(*)::int FROM assignment.offers o WHERE o.search_id = t.id AND o.status = 'OPEN') AS open_offers,
               (SELECT min(b.started_at) FROM assignment.searches b
                WHERE b.ride_id = t.ride_id AND b.at_breakdown = t.at_breakdown) AS waits_since
             FROM assignment.searches t
             JOIN assignment.rides r ON r.ride_id = t.ride_id
             ${CITY_OF_RIDE}
             LEFT JOIN assignment.matching_policies p
               ON p.organization_id = t.organization_id AND p.version = t.policy_version
             WHERE t.id = $1`,
    };
    const [row] = await this.unitOfWork.rows<SceneRow>(statement, [id]);
    if (!row) return null;
    const { policy, open_offers: openOffers, waits_since: waitsSince, ...rest } = row;
    const search = Object.assign(new Search(), rest) as unknown as Search;
    const pickup = { latitude: search.pickupLatitude, longitude: search.pickupLongitude };
    return { search, ride: { ...rideOf(row), pickup }, policy: storedPolicy(policy), openOffers, waitsSince };
  }

  /** The scene under the ride's lock, if nothing has changed since it was looked at. */
  async still({ search: { id, version } }: Scene): Promise<Scene | null> {
    const current = await this.scene(id);
    return current && !isAtRest(current) && current.search.version === version ? current : null;
  }

  /** Saves a round or a moved pickup, which may record no event of the search itself. */
  async save(search: Search): Promise<void> {
    const read = search.version;
    search.version = read + 1;
    if (!(await this.flush(search, read))) throw new Error(`Search ${search.id} was changed without its ride's lock.`);
    await this.unitOfWork.publish(...search.releaseEvents());
  }

  protected override async insert(search: Search): Promise<void> {
    await this.unitOfWork.query(this.prepared.insert, this.prepared.values(search));
  }

  protected override async flush(search: Search, readVersion: number): Promise<boolean> {
    const values = [...this.prepared.values(search), readVersion];
    return (await this.unitOfWork.query(this.prepared.update, values)).rowCount === 1;
  }

  private async one(name: string, condition: string, value: string): Promise<Search | null> {
    const text = `SELECT ${this.prepared.select} FROM assignment.searches t
                  WHERE ${condition} AND ($2::uuid IS NULL OR t.organization_id = $2)`;
    const values = [value, this.unitOfWork.organizationId];
    const [row] = await this.unitOfWork.rows<Row>({ name: `assignment.search.${name}`, text }, values);
    return row ? Object.assign(new Search(), row) : null;
  }

  private get prepared(): PreparedEntity {
    return (this.made ??= new PreparedEntity(this.unitOfWork.manager, Search, 'assignment.search'));
  }
}
