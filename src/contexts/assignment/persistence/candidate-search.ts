import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { Configuration } from '../../../platform/config/configuration';
import { estimateRoad, straightMetresIn } from '../../../platform/routing/estimated-routing';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Duty } from '../domain/assignability';
import type { CandidateFacts, Finishing, RideToMatch } from '../domain/candidate';
import { NO_DOCUMENTS } from '../domain/documents';
import { neededAt } from '../domain/engagement';
import { finishingRide, type LookAhead, pickupAfter } from '../domain/finishing';
import { cellsAround } from '../domain/grid-cell';
import { heldFrom } from '../domain/judge-candidate';
import { type Reach, reachOf } from '../domain/reach';
import type { RecordedOutsider } from '../domain/round-record';
import {
  MOST_CANDIDATES,
  NEAR,
  NEAR_AHEAD,
  OF_DRIVERS,
  OF_DRIVERS_AHEAD,
  OUTSIDE,
  OUTSIDE_AHEAD,
  type Sought,
} from './candidate-statements';
import { type GateRow, gatesOf } from './gate-columns';

/** Who has been silent for so long is at home: he is no candidate, not even a rejected one. */
const SILENT_MILLISECONDS = 30 * 60_000;
const DAY_MILLISECONDS = 24 * 3_600_000;

interface CandidateRow extends QueryResultRow, GateRow {
  driver_id: string;
  latitude: number;
  longitude: number;
  accuracy_metres: number | null;
  charge_percent: number | null;
  seen_at: Date;
  suspect_at: Date | null;
  metres: number;
  status: string;
  duty: Duty;
  attended_vehicle_id: string | null;
  online: boolean;
  licence_expires_on: string;
  idle_since: Date | null;
  offers_made: number;
  offers_accepted: number;
  roster_entry_id: string | null;
  vehicle_id: string | null;
  vehicle_status: string | null;
  vehicle_class: string | null;
  range_metres: number | null;
  /** Null where it is electricity. */
  fuel_type: string | null;
  /** Null where nobody has said, as the next. */
  no_airport: boolean | null;
  longest_metres: number | null;
  other_rides: { rideId: string; from: string; pickupAt: string; until: string }[] | null;
  worked_seconds: number;
  answered: 'DECLINED' | 'LAPSED' | 'WITHDRAWN' | null;
  excluded: boolean;
  other_offer_id: string | null;
  /** These four only where a search looks ahead; null of an idle driver. */
  finishing_ride_id?: string | null;
  finishes_at?: Date;
  drop_latitude?: number;
  drop_longitude?: number;
}

/** Who is where, with every fact that the rules and the ranking ask for, in one round trip. */
@Injectable()
export class CandidateSearch {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly configuration: Configuration,
  ) {}

  /**
   * The nearest drivers of the organization whose last position lies in the ring, `everybody` whatever speaks against him,
   * MOST_CANDIDATES at most, from near to far; the way to the pickup is an estimate still.
   * @param beyond where the ring begins: what was looked at before.
   * @param ahead with it those who are about to be free stand where they will be then; null: where they are, engaged.
   * @returns them, and how far everybody is looked at with them: to the radius, or less where there are more.
   */
  async near(
    ride: RideToMatch,
    radiusMetres: number,
    now: Date,
    beyond: Reach,
    who: Sought,
    ahead: LookAhead | null = null,
  ): Promise<{ found: CandidateFacts[]; reach: Reach }> {
    const silentSince = new Date(now.getTime() - SILENT_MILLISECONDS);
    const cells = cellsAround(ride.pickup, radiusMetres);
    const ring = [cells, silentSince, beyond.metres, radiusMetres, beyond.driverId];
    const values = [...parameters(ride, now), ...ring];
    const needs = who === 'everybody' ? [] : [ride.vehicleClass, heldFrom(ride, now)];
    const rows = ahead
      ? await this.unitOfWork.rows<CandidateRow>(NEAR_AHEAD[who], [
          ...values,
          ...this.bounds(ahead, ride, now),
          ...needs,
        ])
      : await this.unitOfWork.rows<CandidateRow>(NEAR[who], [...values, ...needs]);
    const last = rows.length < MOST_CANDIDATES ? undefined : rows.at(-1)!;
    return {
      found: rows.map((row) => this.factsOf(row, ride, now)),
      reach: last ? { metres: last.metres, driverId: last.driver_id } : reachOf(radiusMetres),
    };
  }

  /** The nearest in a ring beyond what is looked at, for the record: how far each is and when he was seen, nothing more. */
  async outside(
    ride: RideToMatch,
    beyond: Reach,
    radiusMetres: number,
    now: Date,
    ahead: LookAhead | null = null,
  ): Promise<RecordedOutsider[]> {
    if (beyond.metres >= radiusMetres) return [];
    const { organizationId, pickup } = ride;
    const silentSince = new Date(now.getTime() - SILENT_MILLISECONDS);
    const cells = cellsAround(pickup, radiusMetres);
    const ring = [cells, silentSince, beyond.metres, radiusMetres, beyond.driverId];
    const values = [organizationId, pickup.latitude, pickup.longitude, ...ring];
    return ahead
      ? this.unitOfWork.rows<RecordedOutsider>(OUTSIDE_AHEAD, [...values, now, ...this.bounds(ahead, ride, now)])
      : this.unitOfWork.rows<RecordedOutsider>(OUTSIDE, values);
  }

  /** The same of these drivers, wherever they are; nothing of one who has never told his position. */
  async of(
    driverIds: readonly string[],
    ride: RideToMatch,
    now: Date,
    ahead: LookAhead | null = null,
  ): Promise<CandidateFacts[]> {
    const values = [...parameters(ride, now), driverIds];
    const rows = ahead
      ? await this.unitOfWork.rows<CandidateRow>(OF_DRIVERS_AHEAD, [...values, ...this.bounds(ahead, ride, now)])
      : await this.unitOfWork.rows<CandidateRow>(OF_DRIVERS, values);
    return rows.map((row) => this.factsOf(row, ride, now));
  }

  private factsOf(row: CandidateRow, ride: RideToMatch, now: Date): CandidateFacts {
    return factsOf(row, ride, this.speedIn(ride), now);
  }

  private speedIn({ cityTerms }: RideToMatch): number {
    return cityTerms.kilometresPerHour ?? this.configuration.routing.cityKilometresPerHour;
  }

  /** By when he is free, how far from the pickup, and how far he still is from there. */
  private bounds({ seconds, reachMetres }: LookAhead, ride: RideToMatch, now: Date): unknown[] {
    const leftMetres = straightMetresIn(seconds, this.speedIn(ride));
    return [new Date(now.getTime() + seconds * 1_000), reachMetres, leftMetres];
  }
}

function parameters(ride: RideToMatch, now: Date): unknown[] {
  const { latitude, longitude } = ride.pickup;
  const needed = neededAt(ride.pickupAt, now);
  const dayAgo = new Date(now.getTime() - DAY_MILLISECONDS);
  return [ride.rideId, latitude, longitude, needed, now, dayAgo, ride.organizationId];
}

function factsOf(row: CandidateRow, ride: RideToMatch, kilometresPerHour: number, now: Date): CandidateFacts {
  const here = { latitude: row.latitude, longitude: row.longitude };
  const ahead = finishingOf(row, kilometresPerHour, now);
  return {
    driverId: row.driver_id,
    ...here,
    accuracyMetres: row.accuracy_metres,
    seenAt: row.seen_at,
    suspectAt: row.suspect_at,
    chargePercent: row.charge_percent,
    straightMetres: Math.round(row.metres),
    pickup: pickupAfter(ahead, estimateRoad([ahead ?? here, ride.pickup], kilometresPerHour)),
    status: row.status,
    duty: row.duty,
    attendedVehicleId: row.attended_vehicle_id,
    online: row.online,
    licenceExpiresOn: row.licence_expires_on,
    ...gatesThatBound(row),
    rosterEntryId: row.roster_entry_id,
    vehicleId: row.vehicle_id,
    vehicleStatus: row.vehicle_status,
    vehicleClass: row.vehicle_class,
    rangeMetres: row.range_metres,
    ...(row.fuel_type !== null && { fuelType: row.fuel_type }),
    otherRides: (row.other_rides ?? [])
      .filter(({ rideId }) => rideId !== ahead?.rideId)
      .map(({ rideId, from, pickupAt, until }) => ({
        rideId,
        from: new Date(from),
        pickupAt: new Date(pickupAt),
        until: new Date(until),
      })),
    finishing: ahead,
    workedSeconds: Math.round(row.worked_seconds),
    idleSince: row.idle_since,
    offersMade: row.offers_made,
    offersAccepted: row.offers_accepted,
    hadThisRide: row.excluded ? 'withdrew' : row.answered === null ? null : HAD[row.answered],
    otherOfferId: row.other_offer_id,
  };
}

/** What says nothing is left out: a round writes down hundreds of these. */
function gatesThatBound(
  row: CandidateRow,
): Pick<CandidateFacts, 'documents' | 'hours' | 'vehicleDocuments' | 'outages' | 'preferences'> {
  const { documents, hours, vehicleDocuments, outages } = gatesOf(row);
  return {
    ...(documents !== NO_DOCUMENTS && { documents }),
    ...((hours.endsBy ?? hours.ahead) && { hours }),
    ...(vehicleDocuments !== NO_DOCUMENTS && { vehicleDocuments }),
    ...(outages.length > 0 && { outages }),
    ...((row.no_airport || row.longest_metres !== null) && {
      preferences: { noAirport: row.no_airport ?? false, longestMetres: row.longest_metres },
    }),
  };
}

function finishingOf(row: CandidateRow, kilometresPerHour: number, now: Date): Finishing | null {
  if (!row.finishing_ride_id) return null;
  const drop = { latitude: row.drop_latitude!, longitude: row.drop_longitude! };
  return finishingRide(
    { rideId: row.finishing_ride_id, finishesAt: row.finishes_at!, drop },
    row,
    kilometresPerHour,
    now,
  );
}

const HAD = { DECLINED: 'declined', LAPSED: 'lapsed', WITHDRAWN: 'could_not_take' } as const;
