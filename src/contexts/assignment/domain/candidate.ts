import type { CityTerms } from '../../../kernel/city-terms';
import type { GeoPoint } from '../../../kernel/geo-point';
import type { LocalDate } from '../../../kernel/local-day';
import type { Duty } from './assignability';
import type { Documents } from './documents';
import type { DriverHours } from './driver-hours';
import type { Outage } from './outage';
import type { RuleName } from './matching-policy';

/** A ride as the search sees it. */
export interface RideToMatch {
  readonly rideId: string;
  readonly organizationId: string;
  readonly city: string;
  readonly cityTerms: CityTerms;
  readonly vehicleClass: string;
  /** `now` is driven as soon as the driver is there; `scheduled` at its booked time. */
  readonly demand: 'now' | 'scheduled';
  /** Where the driver must come to: the pickup, or where the cab broke down. */
  readonly pickup: GeoPoint;
  readonly pickupAt: Date;
  /** To or from an airport. Left out: no. */
  readonly isAirport?: boolean;
  /** From pickup to drop. */
  readonly expectedMetres: number;
  readonly expectedMinutes: number;
  /** Over: it takes no driver any more. */
  readonly closed: boolean;
}

/** Another ride that holds the driver or his vehicle. */
export interface OtherRide {
  readonly rideId: string;
  readonly from: Date;
  readonly pickupAt: Date;
  /** As planned; it may overrun. */
  readonly until: Date;
}

/** How far and how long to the pickup. */
export interface Pickup {
  readonly metres: number;
  readonly seconds: number;
  /** True where no router was asked: a straight line, lengthened. */
  readonly estimated: boolean;
}

/** A driver who carries a rider, as seen by whoever would give him the next ride. */
export interface Finishing {
  readonly rideId: string;
  /** When he will have set the rider down. */
  readonly freeAt: Date;
  /** Until then, from the moment he was looked at. */
  readonly remainingSeconds: number;
  /** What his cab still drives until then; an estimate. */
  readonly remainingMetres: number;
  /** Where he will be free: the drop. */
  readonly latitude: number;
  readonly longitude: number;
}

/** All that one driver is judged and ranked by, as it was at one moment. */
export interface CandidateFacts {
  readonly driverId: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyMetres: number | null;
  readonly seenAt: Date;
  /** Since when his positions are not believed; null while they are. */
  readonly suspectAt: Date | null;
  /** Null where his device has not said. */
  readonly chargePercent: number | null;
  /** As the crow flies; of one who is finishing a ride, from its drop. */
  readonly straightMetres: number;
  /** From now, from where he is; of one who is finishing a ride that with the rest of it. */
  readonly pickup: Pickup;
  readonly status: string;
  readonly duty: Duty;
  readonly attendedVehicleId: string | null;
  /** He has switched himself on for rides on demand. */
  readonly online: boolean;
  /** The last local day on which he may drive. */
  readonly licenceExpiresOn: LocalDate;
  /** Left out, as the three below, where nothing is to be said of them: no document lapses, no hours bound him, no outage is known. */
  readonly documents?: Documents;
  readonly hours?: DriverHours;
  /** Of the vehicle below, as the outages. */
  readonly vehicleDocuments?: Documents;
  readonly outages?: readonly Outage[];
  /** What he would rather not drive on demand. Left out where he drives whatever comes. */
  readonly preferences?: { readonly noAirport: boolean; readonly longestMetres: number | null };
  /** Of the shift that covers the moment he is needed; null, as the four below, where none does. */
  readonly rosterEntryId: string | null;
  readonly vehicleId: string | null;
  readonly vehicleStatus: string | null;
  readonly vehicleClass: string | null;
  /** On a full charge; null where nobody has said. */
  readonly rangeMetres: number | null;
  /** What the cab runs on; left out where that is electricity. */
  readonly fuelType?: string;
  /** Without the one that he is finishing. */
  readonly otherRides: readonly OtherRide[];
  /** The ride that he will have carried to its end before; null where there is none. Left out of records of before. */
  readonly finishing?: Finishing | null;
  /** On duty in the 24 hours until now. */
  readonly workedSeconds: number;
  /** Since when he waits for a ride; null where he does not. */
  readonly idleSince: Date | null;
  /** Offers that he answered or let lapse, ever; and those of them that he accepted. */
  readonly offersMade: number;
  readonly offersAccepted: number;
  /** How he turned this ride down earlier, in this search could not take it, or had it taken from him; null where none of it. */
  readonly hadThisRide: 'declined' | 'lapsed' | 'could_not_take' | 'withdrew' | null;
  /** Of an open offer for another ride. */
  readonly otherOfferId: string | null;
}

export type Figure = string | number | boolean | null;

/** What one rule says of one driver, with the figures it decided by. */
export interface Verdict {
  readonly rule: RuleName;
  readonly passed: boolean;
  /** Times in ISO 8601. */
  readonly detail: Readonly<Record<string, Figure>>;
}

/** The cost in seconds, less being better: the sum of its parts. */
export interface Score {
  readonly cost: number;
  readonly parts: {
    readonly pickup: number;
    readonly idle: number;
    readonly acceptance: number;
    readonly charge: number;
    /** What having waited adds to the weight of the way; only where rides are matched together. */
    readonly waiting?: number;
    /** For that he may be free later than he seems; 0 of an idle one. Left out of records of before. */
    readonly finishing?: number;
  };
}
