import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Offer } from '../domain/offer';
import { driverHasOffer, searchAssigned } from '../domain/offer-errors';
import type { DispatchOfferLine, OfferLine } from '../domain/offer-line';
import type { Scope } from '../domain/scope';
import { PreparedEntity } from './prepared-entity';

type Row = Record<string, unknown>;

// A withdrawn offer says nothing of the driver's willingness, so it is not counted.
const COUNT_ANSWER: Statement = {
  name: 'assignment.offer.count_answer',
  text: `UPDATE assignment.drivers SET offers_made = offers_made + 1, offers_accepted = offers_accepted + $2
         WHERE driver_id = $1`,
};
const WHEREABOUTS: Statement = {
  name: 'assignment.offer.whereabouts',
  text: `SELECT id AS "offerId", ride_id AS "rideId", driver_id AS "driverId" FROM assignment.offers
         WHERE id = $1 AND organization_id = $2`,
};
const OPEN_OF_DRIVER: Statement = {
  name: 'assignment.offer.open_of_driver',
  text: `SELECT id AS "offerId", ride_id AS "rideId", driver_id AS "driverId" FROM assignment.offers
         WHERE driver_id = $1 AND organization_id = $2 AND status = 'OPEN'`,
};
const DRIVERS_WITH_OPEN: Statement = {
  name: 'assignment.offer.drivers_with_open',
  text: `SELECT driver_id AS "driverId" FROM assignment.offers WHERE driver_id = ANY($1) AND status = 'OPEN'`,
};
/** With those that were filed away: for histories. */
export const ALL_OFFERS = `(SELECT * FROM assignment.offers UNION ALL SELECT * FROM assignment.past_offers)`;
// By the key, which is the order of time: the oldest are at its beginning, but for those of rides far ahead.
const FILE_AWAY: Statement = {
  name: 'assignment.offer.file_away',
  text: `WITH over AS (
           DELETE FROM assignment.offers WHERE id IN (
             SELECT o.id FROM assignment.offers o JOIN assignment.rides r ON r.ride_id = o.ride_id
             WHERE o.ended_at < $1 AND r.closed ORDER BY o.id LIMIT $2 FOR UPDATE OF o SKIP LOCKED)
           RETURNING *)
         INSERT INTO assignment.past_offers SELECT * FROM over`,
};
const LINE = `o.id, o.ride_id AS "rideId", o.pickup_metres AS "pickupMetres", o.pickup_seconds AS "pickupSeconds",
    o.pickup_estimated AS "pickupEstimated", o.after_ride_id AS "afterRideId", o.made_at AS "madeAt",
    o.expires_at AS "expiresAt",
    s.pickup_latitude AS "pickupLatitude", s.pickup_longitude AS "pickupLongitude",
    r.drop_latitude AS "dropLatitude", r.drop_longitude AS "dropLongitude", r.pickup_at AS "pickupAt", r.demand,
    r.vehicle_class AS "vehicleClass", r.expected_metres::float8 AS "expectedMetres",
    r.expected_minutes AS "expectedMinutes"`;
const OPEN_LINES: Statement = {
  name: 'assignment.offer.open_lines',
  text: `SELECT ${LINE}
         FROM assignment.offers o
         JOIN assignment.searches s ON s.id = o.search_id
         JOIN assignment.rides r ON r.ride_id = o.ride_id
         WHERE o.driver_id = $1 AND o.organization_id = $2 AND o.status = 'OPEN' AND o.expires_at > $3
         ORDER BY o.id`,
};
const OPEN_PAGE: Statement = {
  name: 'assignment.offer.open_page',
  text: `SELECT ${LINE}, o.driver_id AS "driverId", d.name AS "driverName"
         FROM assignment.offers o
         JOIN assignment.searches s ON s.id = o.search_id
         JOIN assignment.rides r ON r.ride_id = o.ride_id
         JOIN assignment.drivers d ON d.driver_id = o.driver_id
         WHERE o.organization_id = $1 AND o.status = 'OPEN' AND o.expires_at > $2
           AND ($3::uuid[] IS NULL OR d.fleet_id = ANY($3)) AND ($4::uuid[] IS NULL OR d.hub_id = ANY($4))
           AND ($5::uuid IS NULL OR o.id > $5)
         ORDER BY o.id LIMIT $6`,
};

export interface OfferWhereabouts {
  readonly offerId: string;
  readonly rideId: string;
  readonly driverId: string;
}

/** The offers, by prepared statements. Who changes one holds the lock of its ride. */
@Injectable()
export class Offers extends AggregateStore<Offer> {
  private made: PreparedEntity | undefined;

  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Offer, 'offer', {
      offers_one_open_per_driver: driverHasOffer,
      offers_one_accepted_per_search: searchAssigned,
    });
  }

  override async find(id: string): Promise<Offer | null> {
    const [offer] = await this.select('find', 't.id = $1', id);
    return offer ?? null;
  }

  async openOfSearch(searchId: string): Promise<Offer[]> {
    return this.select('open_of_search', `t.search_id = $1 AND t.status = 'OPEN'`, searchId);
  }

  /** Whose an offer is and of which ride, which never changes: what is to be locked before it is read. */
  async whereabouts(id: string, organizationId: string): Promise<OfferWhereabouts | null> {
    return (await this.unitOfWork.rows<OfferWhereabouts>(WHEREABOUTS, [id, organizationId]))[0] ?? null;
  }

  async openOfDriver(driverId: string, organizationId: string): Promise<OfferWhereabouts | null> {
    return (await this.unitOfWork.rows<OfferWhereabouts>(OPEN_OF_DRIVER, [driverId, organizationId]))[0] ?? null;
  }

  /** Which of these have an offer to answer. */
  async driversWithOpen(driverIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.unitOfWork.rows<{ driverId: string }>(DRIVERS_WITH_OPEN, [driverIds]);
    return new Set(rows.map(({ driverId }) => driverId));
  }

  /** What a driver can still answer. */
  async openLines(driverId: string, organizationId: string, now: Date): Promise<OfferLine[]> {
    return this.unitOfWork.rows<OfferLine>(OPEN_LINES, [driverId, organizationId, now]);
  }

  /** What the drivers of the scope can still answer, the oldest first. */
  async openPage(organizationId: string, scope: Scope, now: Date, page: PageRequest): Promise<Page<DispatchOfferLine>> {
    const after = decodeCursor(page.after)?.id ?? null;
    const values = [organizationId, now, scope.fleetIds, scope.hubIds, after, page.limit + 1];
    const rows = await this.unitOfWork.rows<DispatchOfferLine>(OPEN_PAGE, values);
    return pageOf(
      rows,
      page.limit,
      ({ id }) => encodeCursor(id),
      (row) => row,
    );
  }

  /** Of rides that are over, and so search no more. @returns how many that ended before then, at most `most`. */
  async fileAway(before: Date, most: number): Promise<number> {
    return (await this.unitOfWork.query(FILE_AWAY, [before, most])).rowCount!;
  }

  protected override async insert(offer: Offer): Promise<void> {
    await this.unitOfWork.query(this.prepared.insert, this.prepared.values(offer));
  }

  protected override async flush(offer: Offer, readVersion: number): Promise<boolean> {
    const values = [...this.prepared.values(offer), readVersion];
    const { rowCount } = await this.unitOfWork.query(this.prepared.update, values);
    if (rowCount === 1 && offer.status !== 'WITHDRAWN') {
      await this.unitOfWork.query(COUNT_ANSWER, [offer.driverId, offer.status === 'ACCEPTED' ? 1 : 0]);
    }
    return rowCount === 1;
  }

  private async select(name: string, condition: string, value: string): Promise<Offer[]> {
    const text = `SELECT ${this.prepared.select} FROM assignment.offers t
                  WHERE ${condition} AND ($2::uuid IS NULL OR t.organization_id = $2) ORDER BY t.id`;
    const values = [value, this.unitOfWork.organizationId];
    const rows = await this.unitOfWork.rows<Row>({ name: `assignment.offer.${name}`, text }, values);
    return rows.map((row) => Object.assign(new Offer(), row));
  }

  private get prepared(): PreparedEntity {
    return (this.made ??= new PreparedEntity(this.unitOfWork.manager, Offer, 'assignment.offer'));
  }
}
